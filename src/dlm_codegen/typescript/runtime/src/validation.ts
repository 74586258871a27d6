/** Judging a manifest: encoding, version, schema and rules, in this order (SPEC section 8). */

import { readBytes, readText, type Reading } from "./encoding.js";
import { reportOf, type Report } from "./report.js";
import { judgeRules, type AnyManifest } from "./rules.js";
import { judgeSchema } from "./schemas.js";
import { readValue } from "./values.js";
import { claimedVersion, type VersionDefinition } from "./versions.js";

/** A manifest: its bytes, its text, or the document that these stand for. */
export type Input = Uint8Array | string | object;

/** A report, with the document where its schema holds. */
export type Judgement =
  | { readonly report: Report; readonly document?: never; readonly definition?: never }
  | {
      readonly report: Report;
      /** The judge's own: nobody else holds it. */
      readonly document: AnyManifest;
      readonly definition: VersionDefinition;
    };

/**
 * Judges a manifest by the layers encoding, version, schema and rules (SPEC section 8).
 *
 * Whatever the input holds, the outcome is a report.
 */
export function validate(input: Input): Report {
  return judge(input).report;
}

/** Judges a manifest and returns its document with the report. A layer needs those before it. */
export function judge(input: Input): Judgement {
  const { value, fault } = read(input);
  if (fault !== undefined) {
    return { report: reportOf(null, [fault]) };
  }
  const { definition, finding } = claimedVersion(value);
  if (finding !== undefined) {
    return { report: reportOf(null, [finding]) };
  }
  const findings = judgeSchema(value, definition);
  if (findings.length > 0) {
    return { report: reportOf(definition.number, findings) };
  }
  const document = value as unknown as AnyManifest;
  return { report: reportOf(definition.number, judgeRules(document)), document, definition };
}

function read(input: Input): Reading {
  if (typeof input === "string") {
    return readText(input);
  }
  return isBytes(input) ? readBytes(input) : readValue(input);
}

/** Tells bytes of every realm, such as another window's. */
function isBytes(input: object): input is Uint8Array {
  return ArrayBuffer.isView(input) && Object.prototype.toString.call(input) === "[object Uint8Array]";
}
