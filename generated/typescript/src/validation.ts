// Generated from src/dlm_codegen/typescript/runtime/src/validation.ts by `nox -s generate`. Do not edit.
/** Judging a manifest: encoding, version, schema and rules, in this order (SPEC section 8). */

import { decodeBytes, decodeText, type Decoding } from "./encoding.js";
import { SHAPE, type Version } from "./definition.js";
import { InvalidManifestError } from "./errors.js";
import type { Json } from "./json.js";
import type { Manifests } from "./models.js";
import { excerpt, MAX_FINDINGS, reportOf, type Report } from "./report.js";
import { judgeRules, type AnyManifest } from "./rules.js";
import { scan, type Reading } from "./scanner.js";
import { judgeSchema, quotesIn } from "./schemas.js";
import { readValue } from "./values.js";
import { claimedVersion, type VersionDefinition } from "./versions.js";

const QUOTE = 0x22;
const MINUS = 0x2d;
const FULL_STOP = 0x2e;
const NINE = 0x39;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
/** What a hostile document can make `JSON.parse` allocate is bounded by its length. */
const LONGEST_SHORTCUT = 1024 * 1024;

const encoder = new TextEncoder();

/** A manifest: its bytes, its text, or the document that these stand for. */
export type Input =
  Uint8Array | string | Readonly<Record<string, unknown>> | Manifests[keyof Manifests];

/** How a manifest is judged. */
export interface ValidateOptions {
  /** How many findings a report lists at most: the worst; all are counted. 1,000 unless given. */
  readonly maxFindings?: number;
}

/** A document that its schema accepts. */
interface Accepted {
  /** The judge's own: nobody else holds it. */
  readonly document: AnyManifest;
  readonly definition: VersionDefinition;
}

/** A document that its schema accepts, or the errors that say why it does not. */
type Acceptance =
  | { readonly refusal: Report; readonly document?: never; readonly definition?: never }
  | (Accepted & { readonly refusal?: never });

/** A report, with the document where its schema accepts it. */
type Judgement =
  | { readonly report: Report; readonly document?: never; readonly definition?: never }
  | (Accepted & { readonly report: Report });

/**
 * Judges a manifest by the layers encoding, version, schema and rules (SPEC section 8).
 *
 * Whatever the input holds, the outcome is a report. Throws `RangeError` for a `maxFindings` that
 * is no number of findings.
 */
export function validate(input: Input, options: ValidateOptions = {}): Report {
  const { maxFindings = MAX_FINDINGS } = options;
  if (!(maxFindings >= 0)) {
    throw new RangeError(`maxFindings must be 0 or more, found ${excerpt(maxFindings)}`);
  }
  return judge(input, maxFindings).report;
}

/**
 * Tells which version a manifest claims, by its members alone (SPEC section 4).
 *
 * The encoding of bytes and text is judged, and nothing else. Throws `InvalidManifestError` when it
 * is at fault, when the manifest is no object, or when its `schema_version` names no version that
 * carries the member.
 */
export function detectVersion(input: unknown): Version {
  const { value, fault } =
    typeof input === "string" || isBytes(input) ? read(input) : { value: input };
  const { definition, finding } = fault === undefined ? claimedVersion(value) : { finding: fault };
  if (definition === undefined) {
    throw new InvalidManifestError(reportOf(null, [finding]));
  }
  return definition.number;
}

/** Judges a manifest by all layers, each of which needs those before it. */
export function judge(input: Input, most = MAX_FINDINGS): Judgement {
  const { refusal, document, definition } = accept(input, most);
  if (refusal !== undefined) {
    return { report: refusal };
  }
  const { first, counts } = judgeRules(document, most);
  const report = reportOf(definition.number, first, most, counts);
  return { document, definition, report };
}

/** Judges a manifest by all layers but the rules, each of which needs those before it. */
export function accept(input: Input, most = MAX_FINDINGS): Acceptance {
  if (typeof input !== "string" && !isBytes(input)) {
    return acceptReading(readValue(input), most);
  }
  const { text, fault } = decode(input);
  if (fault !== undefined) {
    return { refusal: reportOf(null, [fault], most) };
  }
  return shortcut(text, input) ?? acceptReading(scan(text, SHAPE, most), most);
}

function read(input: Uint8Array | string): Reading {
  const { text, fault } = decode(input);
  return fault === undefined ? scan(text, SHAPE) : { fault };
}

function decode(input: Uint8Array | string): Decoding {
  return typeof input === "string" ? decodeText(input) : decodeBytes(input);
}

/**
 * Accepts a text of plain ASCII whose schema holds, or returns undefined.
 *
 * Native code reads it. What `JSON.parse` hides is seen otherwise: of a name that occurs twice the
 * quotation marks are left over, and of `1.0`, `1e3` or `-0` more than digits is written. The schemas
 * bound every number and nest a few deep, which the generator makes sure of. Of the characters that
 * no document may hold, ASCII has DEL and those that strings cannot hold without a backslash. So the
 * encoding layer has nothing to object to.
 */
function shortcut(text: string, input: Uint8Array | string): Acceptance | undefined {
  if (text.length > LONGEST_SHORTCUT || !text.startsWith("{")) {
    return undefined;
  }
  // UTF-8 takes one byte for a character of ASCII alone. Each of these is native code.
  const bytes = typeof input === "string" ? encoder.encode(input) : input;
  if (bytes.length > text.length || text.includes("\\") || text.includes("\u007f")) {
    return undefined;
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const { definition } = claimedVersion(value);
  if (definition !== undefined && plainQuotes(text, bytes) === quotesIn(definition.number, value)) {
    return { document: value as unknown as AnyManifest, definition };
  }
  return undefined;
}

/**
 * Counts the quotation marks of a JSON text of ASCII without backslashes; NaN where a number is not
 * written in digits alone.
 *
 * Bytes are read faster than characters, and native code finds the ends of strings.
 */
function plainQuotes(text: string, bytes: Uint8Array): number {
  let quotes = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = text.indexOf('"', index + 1);
      quotes += 2;
    } else if (
      byte === MINUS ||
      byte === FULL_STOP ||
      // After a letter it is that of true or false.
      ((byte === LOWER_E || byte === UPPER_E) && (bytes[index - 1] ?? 0) <= NINE)
    ) {
      return NaN;
    }
  }
  return quotes;
}

function acceptReading({ value, fault }: Reading, most: number): Acceptance {
  if (fault !== undefined) {
    return { refusal: reportOf(null, [fault], most) };
  }
  const { definition, finding } = claimedVersion(value);
  if (finding !== undefined) {
    return { refusal: reportOf(null, [finding], most) };
  }
  const { first, counts } = judgeSchema(definition, value, most);
  return counts.error > 0
    ? { refusal: reportOf(definition.number, first, most, counts) }
    : { document: value as unknown as AnyManifest, definition };
}

/** Tells bytes of every realm, such as another window's. */
function isBytes(input: unknown): input is Uint8Array {
  return (
    input instanceof Uint8Array ||
    (ArrayBuffer.isView(input) && Object.prototype.toString.call(input) === "[object Uint8Array]")
  );
}
