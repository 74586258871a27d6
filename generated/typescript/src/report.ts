// Generated from src/dlm_codegen/typescript/runtime/src/report.ts by `nox -s generate`. Do not edit.
/** Findings and reports: what every judgement of a manifest comes to (SPEC section 8). */

import type { Code, Version } from "./definition.js";
import { isObject } from "./json.js";
import { compareCodePoints, quote } from "./text.js";

/** What a finding means for the verdict; the document layers find errors alone. */
export type Severity = "error" | "warning" | "note";

/** One fact about a document that the specification has a code for (SPEC section 8.2). */
export interface Finding {
  /** Permanent name of the kind of finding, `<layer>/<name>`. */
  readonly code: Code;
  readonly severity: Severity;
  /** JSON Pointer (RFC 6901) into the document; `""` is the whole of it. */
  readonly pointer: string;
  /** For people; the wording may change in any release. */
  readonly message: string;
}

/** What was found about one document, in the order of the document. */
export interface Report {
  /** Whether no finding is an error. */
  readonly ok: boolean;
  /** The version that the document claims; null when that could not be told (EM-REPORT-8). */
  readonly version: Version | null;
  readonly findings: readonly Finding[];
}

/** A reference token of a JSON Pointer: a member's name or the index of an entry. */
export type Token = string | number;

const LONGEST_EXCERPT = 60;

export function reportOf(version: Version | null, findings: readonly Finding[]): Report {
  return { ok: findings.length === 0, version, findings };
}

export function finding(code: Code, pointer: string, message: string): Finding {
  return { code, severity: "error", pointer, message };
}

/** Writes a JSON Pointer (RFC 6901). */
export function pointerTo(tokens: readonly Token[]): string {
  let pointer = "";
  for (const token of tokens) {
    pointer += typeof token === "number" ? `/${token}` : stepTo(token);
  }
  return pointer;
}

/** Writes the step to a member in a JSON Pointer. */
export function stepTo(name: string): string {
  return `/${/[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name}`;
}

/**
 * A finding with the tokens of its pointer, which decide its place in a report.
 *
 * A document can have millions, so those at members of one object share the object's tokens.
 */
export interface Placed {
  readonly tokens: readonly Token[];
  /** The last token, behind `tokens`, where it is a member's name. */
  readonly member?: string | undefined;
  readonly finding: Finding;
}

/** Sorts by pointer, array indexes as numbers, then by code (EM-REPORT-6). */
export function inDocumentOrder(placed: readonly Placed[]): Finding[] {
  return [...placed].sort(compare).map((entry) => entry.finding);
}

function compare(one: Placed, other: Placed): number {
  const start = one.tokens === other.tokens ? one.tokens.length : 0;
  for (let index = start; ; index++) {
    const left = one.tokens[index] ?? memberAt(one, index);
    const right = other.tokens[index] ?? memberAt(other, index);
    if (left === undefined || right === undefined) {
      return (
        Number(left !== undefined) - Number(right !== undefined) ||
        compareCodePoints(one.finding.code, other.finding.code)
      );
    }
    const difference = compareTokens(left, right);
    if (difference !== 0) {
      return difference;
    }
  }
}

function memberAt({ tokens, member }: Placed, index: number): string | undefined {
  return index === tokens.length ? member : undefined;
}

function compareTokens(one: Token, other: Token): number {
  if (typeof one === "number" && typeof other === "number") {
    return one - other;
  }
  return compareCodePoints(String(one), String(other));
}

/** Shows a value in a message: short, in ASCII, and never all of a large one (EM-REPORT-7). */
export function excerpt(value: unknown): string {
  if (Array.isArray(value)) {
    return `an array of ${value.length} entries`;
  }
  if (isObject(value)) {
    return `an object of ${Object.keys(value).length} members`;
  }
  const shown =
    typeof value === "string" ? quote(value.slice(0, LONGEST_EXCERPT + 1)) : String(value);
  return shown.length <= LONGEST_EXCERPT ? shown : `${shown.slice(0, LONGEST_EXCERPT - 3)}...`;
}
