/** Findings and reports: what every judgement of a manifest comes to (SPEC section 8). */

import { SEVERITIES, type Code, type Version } from "./definition.js";
import { isObject, type Json } from "./json.js";
import type { Token } from "./pointer.js";
import { compareCodePoints, quote } from "./text.js";

/** What a finding means: an error makes a manifest invalid, a warning deserves a look. */
export type Severity = "error" | "warning" | "note";

/** What programs can tell of a finding, beside its code. */
export interface Facts {
  /** Path of the artifact that the finding is about. */
  readonly path?: string;
  /** Where the finding compares: a value, a limit, a list of values or an expression. */
  readonly expected?: Json;
  /** What was found instead: long text is cut, and an array or object only described. */
  readonly observed?: Json;
}

/** One fact about a document that the specification has a code for (SPEC section 8.2). */
export interface Finding extends Facts {
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
  /** The findings that make the document invalid. */
  readonly errors: readonly Finding[];
  /** The findings that leave it valid. */
  readonly warnings: readonly Finding[];
  /** Whether there are more findings than are listed, which are the worst (EM-REPORT-13). */
  readonly truncated: boolean;
  /** How many findings there are of each severity, listed or not. */
  readonly counts: Readonly<Record<Severity, number>>;
}

/** How many findings a report lists unless another number is asked for. */
export const MAX_FINDINGS = 1000;

/** Findings that are listed, in order, and how many there are of each severity. */
export interface Found {
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
}

const LONGEST_EXCERPT = 60;
const LONGEST_FACT = 1024;

export function reportOf(version: Version | null, found: readonly Finding[] | Found): Report {
  const { findings, counts } = "counts" in found ? found : bounded(found, found.length);
  const errors = findings.filter((found) => found.severity === "error");
  const warnings = findings.filter((found) => found.severity === "warning");
  const truncated = counts.error + counts.warning + counts.note > findings.length;
  return { ok: counts.error === 0, version, findings, errors, warnings, truncated, counts };
}

/**
 * Lists at most so many findings, which are in order.
 *
 * Errors are listed before warnings before notes, and of one severity those that come first.
 */
export function bounded(findings: readonly Finding[], most: number): Found {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) {
    counts[severity]++;
  }
  if (findings.length <= most) {
    return { findings, counts };
  }
  const room = { ...counts };
  let left = most;
  for (const severity of ["error", "warning", "note"] as const) {
    room[severity] = Math.min(counts[severity], left);
    left -= room[severity];
  }
  return { findings: findings.filter(({ severity }) => room[severity]-- > 0), counts };
}

export function finding(code: Code, pointer: string, message: string, facts: Facts = {}): Finding {
  return { code, severity: SEVERITIES[code], pointer, message, ...facts };
}

/**
 * The tokens of a finding's pointer, which decide its place in a report.
 *
 * A document can have millions, so those at members of one object share the object's tokens.
 */
export interface Placed {
  readonly tokens: readonly Token[];
  /** The last token, behind `tokens`, where it is a member's name. */
  readonly member?: string | undefined;
  readonly code: string;
}

/** Orders by pointer, array indexes as numbers, then by code (EM-REPORT-6). */
export function compareInDocument(one: Placed, other: Placed): number {
  const start = one.tokens === other.tokens ? one.tokens.length : 0;
  for (let index = start; ; index++) {
    const left = one.tokens[index] ?? memberAt(one, index);
    const right = other.tokens[index] ?? memberAt(other, index);
    if (left === undefined || right === undefined) {
      return (
        Number(left !== undefined) - Number(right !== undefined) ||
        compareCodePoints(one.code, other.code)
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
export function excerpt(value: unknown, limit = LONGEST_EXCERPT): string {
  if (Array.isArray(value)) {
    return `an array of ${value.length} entries`;
  }
  if (isObject(value)) {
    return "an object";
  }
  const shown = typeof value === "string" ? quote(value.slice(0, limit + 1)) : String(value);
  return shown.length <= limit ? shown : `${shown.slice(0, limit - 3)}...`;
}

/** Returns a value of a document as a fact of bounded size. */
export function factOf(value: unknown): Json {
  const whole =
    typeof value === "string" ? value.length <= LONGEST_FACT : !(value instanceof Object);
  return whole ? (value as Json) : excerpt(value, LONGEST_FACT);
}

/** Returns the path of the artifact that tokens lead into, if they do and it has one. */
export function pathAt(document: unknown, [list, index]: readonly Token[]): Pick<Facts, "path"> {
  if (list !== "artifacts" || typeof index !== "number") {
    return {};
  }
  const { artifacts } = document as { artifacts: readonly { path?: unknown }[] };
  const path = artifacts[index]?.path;
  return typeof path === "string" && path.length <= LONGEST_FACT ? { path } : {};
}
