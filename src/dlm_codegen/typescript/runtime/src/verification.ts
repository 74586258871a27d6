/** Comparing an export directory that is held open with its manifest (SPEC sections 7.1 and 7.2). */

import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";

import { LATEST, SNAPSHOTS, type Code } from "./definition.js";
import { compare, notListed, otherSize } from "./files.js";
import { faultOf, openBeneath, piecesOf, readBounded, within } from "./folders.js";
import type { Folder, ReadOptions } from "./folders.js";
import { carry } from "./migrations.js";
import type { ExportArtifact, ExportManifest } from "./models.js";
import { extended, finding, MAX_FINDINGS, reportOf, type Finding, type Report } from "./report.js";
import { MANIFEST_FILENAME } from "./rules.js";
import { judgeSnapshot } from "./snapshots.js";
import { judge } from "./validation.js";

/** Choices that verifying leaves to the caller. */
export interface VerifyOptions extends ReadOptions {
  /** Findings that the report lists at most, the worst; all are counted. */
  readonly maxFindings?: number;
  /** Files that are read at once; 4 unless it is set. */
  readonly jobs?: number;
}

/** What is compared with a file. */
type Artifact = Pick<ExportArtifact, "path" | "sha256" | "size_bytes">;

/** A manifest of the latest version, if there is a valid one, and what was found. */
export interface Verified {
  readonly manifest?: ExportManifest;
  readonly report: Report;
}

export async function readManifest(directory: Folder, most = MAX_FINDINGS): Promise<Verified> {
  const bytes = await bytesOf(directory, MANIFEST_FILENAME);
  if (!Buffer.isBuffer(bytes)) {
    return { report: bytes };
  }
  const { report, document, definition } = judge(bytes, most);
  if (document === undefined || !report.ok) {
    return { report };
  }
  carry(document, definition.number, LATEST);
  return { manifest: document as unknown as ExportManifest, report };
}

/** Reads a manifest, or reports why it cannot be. */
async function bytesOf(directory: Folder, name: string): Promise<Buffer | Report> {
  try {
    return await readBounded(directory, name);
  } catch (error) {
    const { code, reason } = faultOf(error);
    return reportOf(null, [finding(code, "", reason)]);
  }
}

/** Judges the manifest of an export and, where it is valid, compares every file with it. */
export async function verifyIn(directory: Folder, options: VerifyOptions): Promise<Verified> {
  const { manifest, report } = await readManifest(directory, options.maxFindings);
  return manifest === undefined
    ? { report }
    : { manifest, report: await compareFiles(directory, manifest.artifacts, report, options) };
}

/** Does the same with a snapshot (EM-STORE-14). */
export async function verifySnapshot(directory: Folder, options: VerifyOptions): Promise<Report> {
  const { filename, companions } = SNAPSHOTS;
  const bytes = await bytesOf(directory, filename);
  if (!Buffer.isBuffer(bytes)) {
    return bytes;
  }
  const { artifacts, report } = judgeSnapshot(bytes, options.maxFindings);
  return artifacts === undefined
    ? report
    : compareFiles(directory, artifacts, report, options, filename, companions);
}

async function compareFiles(
  directory: Folder,
  artifacts: readonly Artifact[],
  report: Report,
  options: VerifyOptions,
  manifest: string = MANIFEST_FILENAME,
  companions: readonly string[] = [],
): Promise<Report> {
  const { maxFindings, jobs = 4, signal } = options;
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
  listed.add(manifest);
  const others = await unlisted(directory, listed, companions);
  return extended(report, [...found.flat(), ...others], maxFindings);
}

/** Compares one file with its artifact. */
async function examine(
  directory: Folder,
  index: number,
  artifact: Artifact,
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

/**
 * Whether a file is not what it was (EM-VERIFY-10). A new name or mode changes only when its status
 * changed, and nothing if the digest is the recorded one.
 */
export function hasChanged(before: BigIntStats, after: BigIntStats, isRecorded: boolean): boolean {
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
  companions: readonly string[],
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
          return await unlisted(entered, listed, companions, path, depth + 1);
        } finally {
          await entered.close();
        }
      });
    } else if (!listed.has(keyOf(path))) {
      findings.push(notListed(path.toString(), companions));
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
