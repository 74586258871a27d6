/**
 * Opening, verifying and saving export directories in Node (SPEC sections 7.1 and 7.2).
 *
 * No link below the directory is followed. On Linux each segment of a path is opened relative to the
 * folder before it, by way of `/proc/self/fd`. Node offers no such way elsewhere: there each segment
 * is looked at before and after, so that a folder that is swapped for a link and back in between can
 * lead outside.
 *
 * @packageDocumentation
 */

import { createHash, randomBytes } from "node:crypto";
import { constants, existsSync, type BigIntStats } from "node:fs";
import { lstat, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

import { LATEST, type Code } from "./definition.js";
import { MAX_BYTES } from "./encoding.js";
import { InvalidManifestError } from "./errors.js";
import { compare, notListed, otherSize } from "./files.js";
import { serialize } from "./manifest.js";
import { carry } from "./migrations.js";
import type { ExportArtifact, ExportManifest, Manifests } from "./models.js";
import { countsOf, finding, MAX_FINDINGS, reportOf, type Finding, type Report } from "./report.js";
import { MANIFEST_FILENAME } from "./rules.js";
import { judge } from "./validation.js";

/** Choices that verifying leaves to the caller. */
export interface VerifyOptions {
  /** Findings that the report lists at most, the worst; all are counted. */
  readonly maxFindings?: number;
  /** Files that are read at once; 4 unless it is set. */
  readonly jobs?: number;
  /** Ends the verification with the reason of its abort. */
  readonly signal?: AbortSignal;
  /** Is told of the bytes of each piece that was read. */
  readonly progress?: (bytes: number) => void;
}

/** An export directory that is held open: it stays that one, whatever is put in its place. */
export class Export implements AsyncDisposable {
  /** The manifest as the latest version, whichever it is written in. */
  readonly manifest: ExportManifest;
  /** What deserves a look in the manifest. */
  readonly warnings: readonly Finding[];
  readonly #directory: Folder;

  /** @internal */
  constructor(directory: Folder, manifest: ExportManifest, warnings: readonly Finding[]) {
    this.#directory = directory;
    this.manifest = manifest;
    this.warnings = warnings;
  }

  /** The artifacts of a role, in the order of the manifest. */
  artifacts(role: ExportArtifact["role"]): ExportArtifact[] {
    return this.manifest.artifacts.filter((artifact) => artifact.role === role);
  }

  /**
   * Opens the file of an artifact for reading: nothing outside the directory, and no link. The caller
   * closes it. Throws an `Error` where that cannot be, or where it is of another size.
   */
  async open(artifact: ExportArtifact): Promise<FileHandle> {
    const { path } = artifact;
    const { file, status } = await openBeneath(this.#directory, path).catch((error: unknown) => {
      throw new Error(`${path}: ${faultOf(error).reason}`, { cause: error });
    });
    if (Number(status.size) !== artifact.size_bytes) {
      await file.close();
      throw new Error(otherSize("", artifact, Number(status.size)).message);
    }
    return file;
  }

  /** Compares the files with the manifest as it is on disk now, as the function `verify` does. */
  async verify(options: VerifyOptions = {}): Promise<Report> {
    return verifyIn(this.#directory, options);
  }

  /** Closes the directory. */
  async close(): Promise<void> {
    await this.#directory.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Opens an export directory and reads its manifest; `Export.verify` compares the files.
 *
 * Throws `InvalidManifestError` where the manifest is not valid or cannot be read, and the error of
 * the system where there is no such directory.
 */
export async function openExport(directory: string): Promise<Export> {
  const folder = await Folder.at(directory);
  try {
    const { manifest, report } = await readManifest(folder);
    if (manifest === undefined) {
      throw new InvalidManifestError(report);
    }
    return new Export(folder, manifest, report.warnings);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/**
 * Judges the manifest of an export directory and, where it is valid, compares every file with it.
 *
 * Nothing outside the directory is opened, no link in it is followed, and memory does not depend on
 * the size of the files. It proves that files and manifest agree, not who wrote them. Throws the error
 * of the system where there is no such directory, and the reason of `signal` once that is aborted.
 */
export async function verify(directory: string, options: VerifyOptions = {}): Promise<Report> {
  const folder = await Folder.at(directory);
  try {
    return await verifyIn(folder, options);
  } finally {
    await folder.close();
  }
}

/**
 * Describes a file of an export directory, opened as `verify` opens files.
 *
 * Throws an `Error` where it cannot be opened so, or changes while it is read.
 */
export async function buildArtifact(
  directory: string,
  path: string,
  role: ExportArtifact["role"],
): Promise<ExportArtifact> {
  const folder = await Folder.at(directory);
  try {
    const { file, status } = await openBeneath(folder, path);
    try {
      const hash = createHash("sha256");
      let size = 0;
      for await (const piece of piecesOf(file, Number(status.size), {})) {
        size += piece.length;
        hash.update(piece);
      }
      const isChanged = hasChanged(status, await file.stat({ bigint: true }), false);
      if (isChanged || size !== Number(status.size)) {
        throw new Error("changed while it was read; try again");
      }
      return { path, role, sha256: hash.digest("hex"), size_bytes: size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Error(`${path}: ${faultOf(error).reason}`, { cause: error });
  } finally {
    await folder.close();
  }
}

/**
 * Writes a manifest into an export directory, in canonical form and in its own version: a reader sees
 * the old one or the new one, also after a crash.
 *
 * Throws `InvalidManifestError` where it is not valid, and an `Error` where it cannot be written or
 * what has its name is no regular file; nothing is changed then.
 */
export async function save(directory: string, manifest: Manifests[keyof Manifests]): Promise<void> {
  const bytes = serialize(manifest);
  const folder = await Folder.at(directory);
  try {
    let isSaved = false;
    for (let turn = 0; !isSaved && turn < SAVE_TRIES; turn++) {
      isSaved = await folder.replace(MANIFEST_FILENAME, bytes);
    }
    if (!isSaved) {
      throw new Error("somebody removes or replaces its temporary file; try again");
    }
  } catch (error) {
    const { reason } = faultOf(error);
    throw new Error(`${join(directory, MANIFEST_FILENAME)}: ${reason}`, { cause: error });
  } finally {
    await folder.close();
  }
}

/** A temporary file can be swept by somebody who takes it for that of a writer that was killed. */
const SAVE_TRIES = 8;

/** What a file is that must not be opened, or cannot be. */
class Fault extends Error {
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

function faultOf(error: unknown): Fault {
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

/** A folder that is held open. */
class Folder {
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

  /** What lies in it: names as bytes, and whether each is a folder's. */
  async entries(): Promise<{ name: Buffer; isFolder: boolean }[]> {
    const options = { withFileTypes: true, encoding: "buffer" } as const;
    const found = await readdir(within(this.#path, Buffer.alloc(0)), options);
    return found
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
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

function within(folder: Uint8Array, name: Uint8Array): Buffer {
  return Buffer.concat([folder, SEPARATOR, name]);
}

async function openBeneath(
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

async function readManifest(
  directory: Folder,
  most = MAX_FINDINGS,
): Promise<{ manifest?: ExportManifest; report: Report }> {
  let bytes;
  try {
    const { file, status } = await openBeneath(directory, MANIFEST_FILENAME);
    try {
      const most = Math.min(Number(status.size), MAX_BYTES);
      const pieces = [];
      for await (const piece of piecesOf(file, most, {})) {
        pieces.push(Buffer.from(piece));
      }
      bytes = Buffer.concat(pieces);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, reason } = faultOf(error);
    return { report: reportOf(null, [finding(code, "", reason)]) };
  }
  const { report, document, definition } = judge(bytes, most);
  if (document === undefined || !report.ok) {
    return { report };
  }
  carry(document, definition.number, LATEST);
  return { manifest: document as unknown as ExportManifest, report };
}

async function verifyIn(directory: Folder, options: VerifyOptions): Promise<Report> {
  const { maxFindings = MAX_FINDINGS, jobs = 4, signal } = options;
  const { manifest, report } = await readManifest(directory, maxFindings);
  if (manifest === undefined) {
    return report;
  }
  const { artifacts } = manifest;
  const found: Finding[][] = [];
  const indexes = artifacts.keys();
  const work = async () => {
    for (const index of indexes) {
      const artifact = artifacts[index];
      if (artifact !== undefined) {
        signal?.throwIfAborted();
        found[index] = await examine(directory, index, artifact, options);
      }
    }
  };
  const workers = Array.from({ length: Math.max(1, jobs) }, work);
  const ended = await Promise.allSettled(workers); // No file is open any more.
  for (const each of ended) {
    if (each.status === "rejected") {
      throw each.reason;
    }
  }
  const listed = new Set(artifacts.map(({ path }) => keyOf(Buffer.from(path))));
  const others = await unlisted(directory, listed);
  const beside = [...found.flat(), ...others];
  const counts = countsOf(beside, report.counts);
  return reportOf(report.version, [...report.findings, ...beside], maxFindings, counts);
}

/** Compares one file with its artifact. */
async function examine(
  directory: Folder,
  index: number,
  artifact: ExportArtifact,
  options: VerifyOptions,
): Promise<Finding[]> {
  const { path } = artifact;
  const pointer = `/artifacts/${index}`;
  const about = (code: Code, words: string) =>
    finding(code, `${pointer}/path`, `${path}${words}`, { path });
  const refused = (error: unknown) => {
    options.signal?.throwIfAborted();
    const { code, reason } = faultOf(error);
    return about(code, `: ${reason}`);
  };
  let opened;
  try {
    opened = await openBeneath(directory, path);
  } catch (error) {
    return [refused(error)];
  }
  const { file, status: before } = opened;
  const findings: Finding[] = [];
  try {
    if (before.nlink > 1n) {
      findings.push(about("files/hard-link", ` has ${before.nlink} names on its file system`));
    }
    const size = Number(before.size);
    if (size !== artifact.size_bytes) {
      return [...findings, otherSize(pointer, artifact, size)];
    }
    const pieces = piecesOf(file, size, options);
    const differs = await compare(pointer, artifact, pieces, createHash("sha256"));
    const after = await file.stat({ bigint: true });
    if (hasChanged(before, after, differs === undefined)) {
      return [...findings, about("files/changed", " changed while it was read")];
    }
    return differs === undefined ? findings : [...findings, differs];
  } catch (error) {
    return [...findings, refused(error)];
  } finally {
    await file.close();
  }
}

const PIECE = 1024 * 1024;
/** Pieces that are read while another is in use. */
const AHEAD = 2;

/** Yields a file in pieces, each of which holds until the next; a byte more than expected at most. */
async function* piecesOf(
  file: FileHandle,
  expected: number,
  { signal, progress }: VerifyOptions,
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

/**
 * Whether a file is not what it was (EM-VERIFY-10). A new name or mode changes only when its status
 * changed, and nothing if the digest is the recorded one.
 */
function hasChanged(before: BigIntStats, after: BigIntStats, isRecorded: boolean): boolean {
  return (
    before.size !== after.size ||
    before.mtimeNs !== after.mtimeNs ||
    after.nlink < before.nlink ||
    (!isRecorded && before.ctimeNs !== after.ctimeNs)
  );
}

/** A folder that is deeper cannot hold an artifact. */
const MAX_FOLDERS = 256;

/** Reports what lies in the directory, at any depth, and is no artifact. */
async function unlisted(
  folder: Folder,
  listed: ReadonlySet<string>,
  around: Buffer = Buffer.alloc(0),
  depth = 0,
): Promise<Finding[]> {
  const refused = (name: Buffer, error: unknown) => {
    const path = name.length === 0 ? "." : name.toString();
    const message = `${path}: ${faultOf(error).reason}`;
    return finding("files/unreadable", "/artifacts", message, { path });
  };
  let entries;
  try {
    entries = await folder.entries();
  } catch (error) {
    return [refused(around, error)];
  }
  const findings: Finding[] = [];
  const inner: (() => Promise<Finding[]>)[] = [];
  for (const { name, isFolder } of entries) {
    const path = depth === 0 ? name : within(around, name);
    if (isFolder && depth < MAX_FOLDERS) {
      inner.push(async () => {
        let entered;
        try {
          entered = await folder.folder(name);
        } catch (error) {
          return [refused(path, error)];
        }
        try {
          return await unlisted(entered, listed, path, depth + 1);
        } finally {
          await entered.close();
        }
      });
    } else if (!listed.has(keyOf(path)) && path.toString() !== MANIFEST_FILENAME) {
      findings.push(notListed(path.toString()));
    }
  }
  for (const each of inner) {
    findings.push(...(await each()));
  }
  return findings;
}

/** Bytes as a string, so that names that are no UTF-8 differ from all others. */
function keyOf(path: Buffer): string {
  return path.toString("latin1");
}
