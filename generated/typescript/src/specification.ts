// Generated from src/dlm_codegen/typescript/runtime/src/specification.ts by `nox -s generate`. Do not edit.
/**
 * The published specification, embedded: JSON Schemas, migrations and the catalogue of findings.
 *
 * @packageDocumentation
 */

import { type Version } from "./definition.js";
import type { JsonObject } from "./json.js";
import { FILES } from "./published.js";
import { lookup } from "./versions.js";

export { FILES };

/**
 * Returns the JSON Schema (draft 2020-12) of a version; the caller owns what is returned.
 *
 * Throws `UnknownVersionError` where there is no such version.
 */
export function schemaOf(version: Version): JsonObject {
  const path = lookup(version).schemaPath as keyof typeof FILES;
  return JSON.parse(FILES[path]) as JsonObject;
}
