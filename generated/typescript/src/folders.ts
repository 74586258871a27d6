// Generated from src/dlm_codegen/typescript/runtime/src/folders.ts by `nox -s generate`. Do not edit.
/** Folders that are held open, and files in them that are opened safely (SPEC section 7.2). */

import { randomBytes } from "node:crypto";
import { constants, existsSync, type BigIntStats } from "node:fs";
import { lstat, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";

import type { Code } from "./definition.js";
import { MAX_BYTES } from "./encoding.js";

/** What reading may be told. */
export interface ReadOptions {
  /** Ends the reading with the reason of its abort. */
  readonly signal?: AbortSignal;
  /** Is told of the bytes of each piece that was read. */
  readonly progress?: (bytes: number) => void;
}

/** What a file is that must not be opened, or cannot be. */
export class Fault extends Error {
  readonly code: Code;
  readonly reason: string;

  constructor(code: Code, reason: string) {
    super(reason);
    this.code = code;
    this.reason = reason;
  }
}

const symlink = () =>
  new Fault("files/symlink", "is a symbolic link, which is never followed; name the file itself");
const missing = () => new Fault("files/missing", "no such file or directory");
const notRegular = () => new Fault("files/not-regular", "is not a regular file");

export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) {
    return error;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ELOOP":
    case "EMLINK":
      return symlink();
    case "ENOENT":
    case "ENOTDIR":
    case "ENAMETOOLONG":
      return missing();
    case "ENXIO":
    case "EOPNOTSUPP":
      return notRegular();
    default:
      // Node writes "EACCES: permission denied, open '...'".
      return new Fault("files/unreadable", /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message);
  }
}

const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY;
const REGULAR = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const BY_DESCRIPTOR = existsSync("/proc/self/fd");
const SEPARATOR = Buffer.from("/");

/** What lies in a folder. */
export interface Entry {
  readonly name: Buffer;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** A folder that is held open. */
export class Folder {
  readonly #handle: FileHandle;
  readonly #path: Buffer;

  private constructor(handle: FileHandle, path: Buffer) {
    this.#handle = handle;
    this.#path = BY_DESCRIPTOR ? Buffer.from(`/proc/self/fd/${handle.fd}`) : path;
  }

  /** Opens the directory that the caller names, which may be a link. */
  static async at(path: string): Promise<Folder> {
    return new Folder(await open(path, DIRECTORY), Buffer.from(path));
  }

  async folder(name: Uint8Array): Promise<Folder> {
    return new Folder(await this.#open(name, DIRECTORY), within(this.#path, name));
  }

  async file(name: Uint8Array): Promise<{ file: FileHandle; status: BigIntStats }> {
    const file = await this.#open(name, REGULAR);
    const status = await file.stat({ bigint: true });
    if (!status.isFile()) {
      await file.close();
      throw notRegular();
    }
    return { file, status };
  }

  async #open(name: Uint8Array, flags: number): Promise<FileHandle> {
    const path = within(this.#path, name);
    const before = await lstat(path, { bigint: true });
    if (before.isSymbolicLink()) {
      throw symlink();
    }
    if (!before.isFile() && !before.isDirectory()) {
      throw flags === DIRECTORY ? missing() : notRegular();
    }
    const handle = await open(path, flags | constants.O_NOFOLLOW);
    const { dev, ino } = await handle.stat({ bigint: true });
    if (!BY_DESCRIPTOR && (dev !== before.dev || ino !== before.ino)) {
      await handle.close();
      throw symlink();
    }
    return handle;
  }

  /** Opens the directory that it lies in. */
  async above(): Promise<Folder> {
    const path = within(this.#path, Buffer.from(".."));
    return new Folder(await open(path, DIRECTORY), path);
  }

  /** Whether something in it has a name, be it a link that leads nowhere. */
  async has(name: string): Promise<boolean> {
    return (await statusOf(within(this.#path, Buffer.from(name)))) !== undefined;
  }

  /** What lies in it: names as bytes in their order, and what each is of. */
  async entries(): Promise<Entry[]> {
    const options = { withFileTypes: true, encoding: "buffer" } as const;
    const found = await readdir(within(this.#path, Buffer.alloc(0)), options);
    return found
      .map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
        isLink: entry.isSymbolicLink(),
      }))
      .sort((one, other) => Buffer.compare(one.name, other.name));
  }

  /**
   * Gives it a file of that name, which keeps the mode of the one that has it, by way of a temporary
   * file. Returns false, with nothing changed, where that is gone or another is in its place.
   */
  async replace(name: string, bytes: Uint8Array): Promise<boolean> {
    const place = within(this.#path, Buffer.from(name));
    const random = `.dlm-schema-${randomBytes(8).toString("hex")}.tmp`;
    const temporary = within(this.#path, Buffer.from(random));
    const old = await statusOf(place);
    if (old?.isFile() === false) {
      throw notRegular();
    }
    const mode = old === undefined ? 0o666 : Number(old.mode) & 0o777;
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(bytes);
      if (old !== undefined) {
        await file.chmod(mode); // The umask has narrowed it.
      }
      await file.sync();
      const own = await file.stat({ bigint: true });
      const found = await statusOf(temporary);
      if (found?.dev !== own.dev || found.ino !== own.ino) {
        return false;
      }
      await rename(temporary, place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return false;
      }
      throw error;
    } finally {
      await file.close();
      await rm(temporary, { force: true });
    }
    await this.#handle.sync().catch(() => undefined); // Not every file system syncs directories.
    return true;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** What the system says of a file that is not followed if it is a link, and of none nothing. */
async function statusOf(path: Buffer): Promise<BigIntStats | undefined> {
  return lstat(path, { bigint: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  });
}

export function within(folder: Uint8Array, name: Uint8Array): Buffer {
  return Buffer.concat([folder, SEPARATOR, name]);
}

export async function openBeneath(
  directory: Folder,
  path: string,
): Promise<{ file: FileHandle; status: BigIntStats }> {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  if ([...folders, name].some((each) => each === "" || each === "." || each === "..")) {
    throw missing();
  }
  const held: Folder[] = [];
  try {
    let folder = directory;
    for (const each of folders) {
      folder = await folder.folder(Buffer.from(each));
      held.push(folder);
    }
    return await folder.file(Buffer.from(name));
  } finally {
    await Promise.all(held.map(async (folder) => folder.close()));
  }
}

/** Reads a file of a folder, and of one that is larger than a manifest no more than shows that. */
export async function readBounded(folder: Folder, name: string): Promise<Buffer> {
  const { file, status } = await openBeneath(folder, name);
  try {
    const pieces = [];
    for await (const piece of piecesOf(file, Math.min(Number(status.size), MAX_BYTES), {})) {
      pieces.push(Buffer.from(piece));
    }
    return Buffer.concat(pieces);
  } finally {
    await file.close();
  }
}

const PIECE = 1024 * 1024;
/** Pieces that are read while another is in use. */
const AHEAD = 2;

/** Yields a file in pieces, each of which holds until the next; a byte more than expected at most. */
export async function* piecesOf(
  file: FileHandle,
  expected: number,
  { signal, progress }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  const buffers: Buffer[] = [];
  const reads: Promise<Uint8Array>[] = [];
  let left = expected + 1;
  const read = async (turn: number, before: Promise<unknown> | undefined) => {
    await before;
    const buffer = (buffers[turn % (AHEAD + 1)] ??= Buffer.allocUnsafe(Math.min(PIECE, left)));
    const most = Math.min(buffer.length, left);
    const { bytesRead } = most > 0 ? await file.read(buffer, 0, most, null) : { bytesRead: 0 };
    left = bytesRead > 0 ? left - bytesRead : 0;
    return buffer.subarray(0, bytesRead);
  };
  try {
    for (let turn = 0; ; turn++) {
      signal?.throwIfAborted();
      const next = read(turn, reads.at(-1));
      next.catch(() => undefined); // It is awaited later.
      const piece = reads.push(next) > AHEAD ? await reads.shift() : undefined;
      if (piece?.length === 0) {
        return;
      }
      if (piece !== undefined) {
        progress?.(piece.length);
        yield piece;
      }
    }
  } finally {
    await Promise.allSettled(reads); // The file is not closed while it is read.
  }
}
