// Generated from src/dlm_codegen/typescript/runtime/src/canonical.ts by `nox -s generate`. Do not edit.
/** The canonical form of a manifest (SPEC section 9). */

import { MAX_BYTES, tooLarge } from "./encoding.js";
import { InvalidManifestError } from "./errors.js";
import { isObject } from "./json.js";
import { reportOf } from "./report.js";
import { compareCodePoints, quote } from "./text.js";

const INDENT = "  ";

/**
 * Writes a document in canonical form: what DLM writes, in every version and language.
 *
 * Throws `InvalidManifestError` where that has more bytes than a document may have (EM-WRITE-3).
 */
export function canonicalBytes(document: unknown): Uint8Array {
  const bytes = new TextEncoder().encode(`${write(document, "\n")}\n`);
  if (bytes.length > MAX_BYTES) {
    throw new InvalidManifestError(reportOf(null, [tooLarge()]));
  }
  return bytes;
}

/** Writes a value; `line` is the line feed and indent that its closing bracket stands behind. */
function write(value: unknown, line: string): string {
  const inner = line + INDENT;
  if (Array.isArray(value)) {
    const entries = value.map((entry) => inner + write(entry, inner));
    return entries.length === 0 ? "[]" : `[${entries.join(",")}${line}]`;
  }
  if (isObject(value)) {
    const names = Object.keys(value).sort(compareCodePoints);
    const members = names.map((name) => `${inner}${quote(name)}: ${write(value[name], inner)}`);
    return members.length === 0 ? "{}" : `{${members.join(",")}${line}}`;
  }
  return typeof value === "string" ? quote(value) : String(value);
}
