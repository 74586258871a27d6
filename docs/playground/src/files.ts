/** Comparing the files of an export with its manifest, in the browser. */

import { sha256 } from "@noble/hashes/sha2.js";
import {
  verifyArtifact,
  verifyListing,
  type ExportManifest,
  type Finding,
} from "dlm-export-manifest";

import type { Files } from "./directory.js";

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
  const worthReading = manifest.artifacts.map((artifact, index) => {
    const file = files.get(artifact.path);
    return file?.size === artifact.size_bytes ? { artifact, file, index } : undefined;
  });
  const total = manifest.artifacts.reduce((sum, { size_bytes: size }) => sum + size, 0);
  let read = 0;
  for (const each of worthReading) {
    if (each === undefined) {
      continue;
    }
    const { artifact, file, index } = each;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        signal.throwIfAborted();
        read += piece.length;
        progress(read, total);
        controller.enqueue(piece);
      },
    });
    try {
      const hash = sha256.create();
      const found = await verifyArtifact(artifact, file.stream().pipeThrough(counted), hash);
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
