// Generated from src/dlm_codegen/typescript/runtime/src/files.ts by `nox -s generate`. Do not edit.
/** What the files layer finds about artifacts, wherever their bytes come from (SPEC section 7.1). */

import { COMPANIONS } from "./definition.js";
import type { ExportArtifact, ExportManifest } from "./models.js";
import { finding, type Finding } from "./report.js";
import { MANIFEST_FILENAME } from "./rules.js";

/** A regular file of an export, as a listing of an object store or of a folder in a browser has it. */
export interface ListedFile {
  /** Where it lies below the export directory, with `/` between the segments. */
  readonly path: string;
  /** How many bytes it has. */
  readonly size: number;
}

/**
 * Compares a listing of an export with its manifest: what is missing, of another size, or not listed.
 *
 * The content is not looked at: `verifyArtifact` compares that of each file.
 */
export function verifyListing(
  manifest: Pick<ExportManifest, "artifacts">,
  files: Iterable<ListedFile>,
): Finding[] {
  const others = new Map(Array.from(files, ({ path, size }) => [path, size]));
  others.delete(MANIFEST_FILENAME);
  const findings = [...manifest.artifacts.entries()].flatMap(([index, artifact]) => {
    const pointer = `/artifacts/${index}`;
    const { path, size_bytes: expected } = artifact;
    const size = others.get(path);
    others.delete(path);
    if (size === undefined) {
      const message = `${path}: no such file or directory`;
      return [finding("files/missing", `${pointer}/path`, message, { path })];
    }
    return size === expected ? [] : [otherSize(pointer, artifact, size)];
  });
  return [...findings, ...Array.from(others.keys(), (path) => notListed(path))];
}

/** Takes the SHA-256 digest of bytes as they come, such as `createHash("sha256")` of Node. */
export interface Sha256 {
  update(bytes: Uint8Array): unknown;
  /** The digest, as bytes or as hexadecimal digits. */
  digest(): Uint8Array | string;
}

/**
 * Compares bytes that come in pieces with an artifact; returns a finding where the size or the digest
 * is another one.
 *
 * A `ReadableStream` is such a source, in Node and in browsers that iterate over streams. No more is
 * read than the piece in which the artifact has to end. What the source throws is thrown.
 */
export async function verifyArtifact(
  artifact: Pick<ExportArtifact, "path" | "sha256" | "size_bytes">,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: Sha256,
): Promise<Finding | undefined> {
  return compare("", artifact, source, hash);
}

export async function compare(
  pointer: string,
  artifact: Pick<ExportArtifact, "path" | "sha256" | "size_bytes">,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: Sha256,
): Promise<Finding | undefined> {
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > artifact.size_bytes) {
      return otherSize(pointer, artifact, size);
    }
    hash.update(piece);
  }
  if (size < artifact.size_bytes) {
    return otherSize(pointer, artifact, size);
  }
  const digest = hexadecimal(hash.digest());
  const { path, sha256 } = artifact;
  if (digest === sha256) {
    return undefined;
  }
  const message = `${path}: expected ${sha256}, found ${digest}`;
  const facts = { path, expected: sha256, observed: digest };
  return finding("files/sha256", `${pointer}/sha256`, message, facts);
}

export function otherSize(
  pointer: string,
  { path, size_bytes: expected }: Pick<ExportArtifact, "path" | "size_bytes">,
  observed: number,
): Finding {
  const message = `${path}: expected ${expected} bytes, found ${observed}`;
  const facts = { path, expected, observed };
  return finding("files/size", `${pointer}/size_bytes`, message, facts);
}

export function hexadecimal(digest: Uint8Array | string): string {
  return typeof digest === "string"
    ? digest
    : Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function notListed(path: string, companions: readonly string[] = []): Finding {
  const found = finding("files/unlisted", "/artifacts", `${JSON.stringify(path)} is not listed`, {
    path,
  });
  return isCompanion(path, companions) ? { ...found, severity: COMPANIONS.severity } : found;
}

/** Whether a file belongs to exports although no artifact lists it (EM-FILE-12 and EM-STORE-15). */
function isCompanion(path: string, others: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const matches = (pattern: string) => new RegExp(pattern, "u").test(name);
  return (
    [...COMPANIONS.anywhere, ...others].some(matches) ||
    (name === path && COMPANIONS.at_top.some(matches))
  );
}
