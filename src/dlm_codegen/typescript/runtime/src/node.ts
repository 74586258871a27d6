/**
 * Opening, verifying and saving export directories in Node, and checking stores (SPEC section 7).
 *
 * No link below the directory is followed. On Linux each segment of a path is opened relative to the
 * folder before it, by way of `/proc/self/fd`. Node offers no such way elsewhere: there each segment
 * is looked at before and after, so that a folder that is swapped for a link and back in between can
 * lead outside.
 *
 * @packageDocumentation
 */

import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

import { InvalidManifestError } from "./errors.js";
import { otherSize } from "./files.js";
import { faultOf, Folder, openBeneath, piecesOf } from "./folders.js";
import { serialize } from "./manifest.js";
import type { ExportArtifact, ExportManifest, Manifests } from "./models.js";
import type { Finding, Report } from "./report.js";
import { MANIFEST_FILENAME } from "./rules.js";
import { hasChanged, readManifest, verifyIn, type VerifyOptions } from "./verification.js";

export { checkStore } from "./store.js";
export type { Checked } from "./store.js";
export type { ReadOptions } from "./folders.js";
export type { VerifyOptions } from "./verification.js";

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
    return (await verifyIn(this.#directory, options)).report;
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
    return (await verifyIn(folder, options)).report;
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
