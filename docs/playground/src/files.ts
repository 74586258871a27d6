/** Comparing the files of an export with its manifest, in the browser. */

import { sha256 } from "@noble/hashes/sha2.js";
import {
  verifyArtifact,
  verifyListing,
  type ExportManifest,
  type Finding,
} from "dlm-export-manifest";

import { pieces } from "./bytes.js";
import type { Files } from "./directory.js";

const BUSY_MS = 50;

/**
 * Returns what is found about files: first what a listing tells, then their content.
 *
 * A browser shows no links and no special files, so there is nothing to find of these. `progress`
 * hears of the bytes that were read, of how many. Throws the reason of `signal` once that is aborted.
 */
export async function compare(
  manifest: ExportManifest,
  files: Files,
  progress: (read: number, total: number) => void,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings = verifyListing(
    manifest,
    Array.from(files, ([path, { size }]) => ({ path, size })),
  );
  const worthReading = manifest.artifacts.flatMap((artifact, index) => {
    const file = files.get(artifact.path);
    return file?.size === artifact.size_bytes ? [{ artifact, file, index }] : [];
  });
  const total = worthReading.reduce((sum, { file: { size } }) => sum + size, 0);
  let read = 0;
  let rested = performance.now();
  async function* counted(file: File) {
    for await (const piece of pieces(file.stream())) {
      if (performance.now() - rested > BUSY_MS) {
        await new Promise((resolve) => setTimeout(resolve)); // Buttons are pressed meanwhile.
        rested = performance.now();
      }
      signal.throwIfAborted();
      read += piece.length;
      progress(read, total);
      yield piece;
    }
  }
  for (const { artifact, file, index } of worthReading) {
    try {
      const found = await verifyArtifact(artifact, counted(file), sha256.create());
      findings.push(
        ...(found === undefined
          ? []
          : [{ ...found, pointer: `/artifacts/${index}${found.pointer}` }]),
      );
    } catch (error) {
      signal.throwIfAborted();
      const { path } = artifact;
      findings.push({
        code: "files/unreadable",
        severity: "error",
        pointer: `/artifacts/${index}/path`,
        message: `${path}: ${String(error)}`,
        path,
      });
    }
  }
  return findings;
}
