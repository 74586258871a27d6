// Generated from src/dlm_codegen/typescript/runtime/src/json.ts by `nox -s generate`. Do not edit.
/** JSON values, as the encoding layer hands them on. */

/** A JSON value; its numbers are integers within plus and minus 2^53 - 1. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Its members are own properties, whatever their names. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Tells whether a value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
