// Generated from src/dlm_codegen/typescript/runtime/src/json.ts by `nox -s generate`. Do not edit.
/** JSON values, as the encoding layer hands them on. */

/** A JSON value; its numbers are integers within plus and minus 2^53 - 1. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** How many members more an object had as text than it has: see `scan`. */
export const LEFT_OUT: unique symbol = Symbol("left out");

/** A JSON object. Its members are own properties, whatever their names. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Tells whether a value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Counts the members that an object had as text beside those that it has. */
export function leftOutOf(value: object): number {
  return (value as { readonly [LEFT_OUT]?: number })[LEFT_OUT] ?? 0;
}

/** Gives an object a member of its own, whatever its name means to JavaScript. */
export function setMember(members: Record<string, Json>, name: string, value: Json): void {
  if (name === "__proto__") {
    Object.defineProperty(members, name, { value, enumerable: true });
  } else {
    members[name] = value;
  }
}
