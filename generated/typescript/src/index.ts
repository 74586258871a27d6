// Generated from src/dlm_codegen/typescript/runtime/src/index.ts by `nox -s generate`. Do not edit.
/**
 * Read, validate, migrate and write DLM's `export_manifest.json` in every version.
 *
 * @packageDocumentation
 */

export { LATEST, READ_BY, VERSIONS } from "./definition.js";
export type { Code, Version } from "./definition.js";
export {
  InvalidManifestError,
  ManifestError,
  MigrationLossError,
  UnknownVersionError,
} from "./errors.js";
export { verifyArtifact, verifyListing } from "./files.js";
export type { ListedFile, Sha256 } from "./files.js";
export type { Json, JsonObject } from "./json.js";
export { parse, safeParse, serialize } from "./manifest.js";
export type { Parsed, SafeParseResult } from "./manifest.js";
export { migrate } from "./migrations.js";
export type { MigrateOptions, Migration } from "./migrations.js";
export type * from "./models.js";
export type { Loss } from "./operations.js";
export type { Role, Target } from "./manifest.js";
export type { Counts, Facts, Finding, Report, Severity } from "./report.js";
export { MANIFEST_FILENAME } from "./rules.js";
export { detectVersion, validate } from "./validation.js";
export type { Input, ValidateOptions } from "./validation.js";
