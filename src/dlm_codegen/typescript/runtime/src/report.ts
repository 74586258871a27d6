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
  /** The worst findings, as many as are listed (EM-REPORT-13). */
  readonly findings: readonly Finding[];
  /** How many findings there are of each severity, listed or not. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** Whether there are more findings than are listed. */
  readonly truncated: boolean;
  /** The findings that make the document invalid. */
  readonly errors: readonly Finding[];
  /** The findings that leave it valid. */
  readonly warnings: readonly Finding[];
}

/** Findings that a report lists unless it is asked for another number. */
export const MAX_FINDINGS = 1000;

const WORST_FIRST: readonly Severity[] = ["error", "warning", "note"];
const LONGEST_EXCERPT = 60;
const LONGEST_FACT = 1024;

/** Makes a report of findings in document order; `unlisted` errors are counted besides. */
export function reportOf(
  version: Version | null,
  found: readonly Finding[],
  most = MAX_FINDINGS,
  unlisted = 0,
): Report {
  const of = (list: readonly Finding[], severity: Severity) =>
    list.filter((each) => each.severity === severity);
  const bySeverity = WORST_FIRST.map((severity) => of(found, severity));
  const [error = 0, warning = 0, note = 0] = bySeverity.map(({ length }) => length);
  const truncated = unlisted > 0 || found.length > most;
  const worst = truncated ? new Set(bySeverity.flat().slice(0, most)) : undefined;
  const findings = worst === undefined ? found : found.filter((each) => worst.has(each));
  const errors = of(findings, "error");
  const warnings = of(findings, "warning");
  const counts = { error: error + unlisted, warning, note };
  return { ok: counts.error === 0, version, findings, counts, truncated, errors, warnings };
}

export function finding(code: Code, pointer: string, message: string, facts: Facts = {}): Finding {
  return { code, severity: SEVERITIES[code], pointer, message, ...facts };
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

/** Returns those that come first by pointer, array indexes as numbers, then code (EM-REPORT-6). */
export function inDocumentOrder(placed: Iterable<Placed>, most = Infinity): Finding[] {
  let first: Placed[] = [];
  for (const each of placed) {
    first.push(each);
    if (first.length > 2 * most) {
      first = first.sort(compare).slice(0, most);
    }
  }
  return first
    .sort(compare)
    .slice(0, most)
    .map(({ finding }) => finding);
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
export function excerpt(value: unknown, limit = LONGEST_EXCERPT): string {
  if (Array.isArray(value)) {
    return `an array of ${value.length} entries`;
  }
  if (isObject(value)) {
    return `an object of ${Object.keys(value).length} members`;
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
