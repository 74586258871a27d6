/** Reading and writing manifests of the latest version (SPEC section 11). */

import { canonicalBytes } from "./canonical.js";
import { LATEST } from "./definition.js";
import { InvalidManifestError } from "./errors.js";
import { carry } from "./migrations.js";
import type { ExportArtifact, ExportManifest, Manifests } from "./models.js";
import type { Finding, Report } from "./report.js";
import { judge, type Input } from "./validation.js";

/** A runtime that exports are for. */
export type Target = ExportManifest["target"];

/** What a file is to the runtime. */
export type Role = ExportArtifact["role"];

/** A manifest of the latest version, and what deserves a look in it. */
export interface Parsed {
  readonly manifest: ExportManifest;
  readonly warnings: readonly Finding[];
}

/** A manifest of the latest version, or the report that says why there is none. */
export type SafeParseResult =
  | { readonly ok: true; readonly manifest: ExportManifest; readonly report: Report }
  | { readonly ok: false; readonly manifest?: never; readonly report: Report };

/**
 * Reads a manifest of any version as one of the latest; `report.version` tells which it was.
 *
 * Use it where an invalid manifest is an ordinary outcome; `parse` throws instead.
 */
export function safeParse(input: Input): SafeParseResult {
  const { report, document, definition } = judge(input);
  if (document === undefined || !report.ok) {
    return { ok: false, report };
  }
  carry(document, definition.number, LATEST);
  return { ok: true, manifest: document as unknown as ExportManifest, report };
}

/**
 * Reads a manifest of any version as one of the latest, with the warnings about it.
 *
 * Throws `InvalidManifestError` when it breaks its specification.
 */
export function parse(input: Input): Parsed {
  const { ok, manifest, report } = safeParse(input);
  if (!ok) {
    throw new InvalidManifestError(report);
  }
  return { manifest, warnings: report.warnings };
}

/**
 * Writes a manifest, of any version and in its own, as canonical bytes (SPEC section 9).
 *
 * Warnings do not keep it from being written. Throws `InvalidManifestError` instead of writing what
 * readers would refuse.
 */
export function serialize(manifest: Manifests[keyof Manifests]): Uint8Array {
  const { report, document } = judge(manifest);
  if (document === undefined || !report.ok) {
    throw new InvalidManifestError(report);
  }
  return canonicalBytes(document);
}
