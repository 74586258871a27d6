// Generated from src/dlm_codegen/typescript/runtime/src/report.ts by `nox -s generate`. Do not edit.
/** Findings and reports: what every judgement of a manifest comes to (SPEC section 8). */

import { SEVERITIES, type Code, type Version } from "./definition.js";
import { isObject, leftOutOf, type Json } from "./json.js";
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
  readonly counts: Counts;
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

/** The worst findings, in document order, and how many there are of each severity. */
export interface Found {
  readonly first: readonly Finding[];
  readonly counts: Counts;
}

export type Counts = Readonly<Record<Severity, number>>;

/** Counts findings by their severity, together with others. */
export function countsOf(found: Iterable<Finding>, others?: Counts): Counts {
  const counts = { error: 0, warning: 0, note: 0, ...others };
  for (const { severity } of found) {
    counts[severity]++;
  }
  return counts;
}

/** Makes a report of findings in document order; `counts` has those as well that are not among them. */
export function reportOf(
  version: Version | null,
  found: readonly Finding[],
  most = MAX_FINDINGS,
  counts = countsOf(found),
): Report {
  const of = (list: readonly Finding[], severity: Severity) =>
    list.filter((each) => each.severity === severity);
  const worst =
    found.length > most
      ? new Set(WORST_FIRST.flatMap((severity) => of(found, severity)).slice(0, most))
      : undefined;
  const findings = worst === undefined ? found : found.filter((each) => worst.has(each));
  const truncated = counts.error + counts.warning + counts.note > findings.length;
  const errors = of(findings, "error");
  const warnings = of(findings, "warning");
  return { ok: counts.error === 0, version, findings, counts, truncated, errors, warnings };
}

/** Returns a report with more findings, behind those that it has. */
export function extended(report: Report, more: readonly Finding[], most = MAX_FINDINGS): Report {
  const { version, findings, counts } = report;
  return reportOf(version, [...findings, ...more], most, countsOf(more, counts));
}

export function finding(code: Code, pointer: string, message: string, facts: Facts = {}): Finding {
  return { code, severity: SEVERITIES[code], pointer, message, ...facts };
}

/** A finding with the tokens of its pointer, which decide its place in a report. */
export interface Placed {
  readonly tokens: readonly Token[];
  readonly finding: Finding;
}

/** Orders errors before warnings before notes, and those of one severity as the document. */
export function worstFirst(one: Placed, other: Placed): number {
  const [left, right] = [one, other].map(({ finding }) => WORST_FIRST.indexOf(finding.severity));
  return (left ?? 0) - (right ?? 0) || inDocumentOrder(one, other);
}

/** Orders by pointers, array indexes as numbers, then codes (EM-REPORT-6). */
export function inDocumentOrder(one: Placed, other: Placed): number {
  for (let index = 0; ; index++) {
    const left = one.tokens[index];
    const right = other.tokens[index];
    if (left === undefined || right === undefined) {
      return (
        Number(left !== undefined) - Number(right !== undefined) ||
        compareCodePoints(one.finding.code, other.finding.code)
      );
    }
    const difference =
      typeof left === "number" && typeof right === "number"
        ? left - right
        : compareCodePoints(String(left), String(right));
    if (difference !== 0) {
      return difference;
    }
  }
}

/** Shows a value in a message: short, in ASCII, and never all of a large one (EM-REPORT-7). */
export function excerpt(value: unknown, limit = LONGEST_EXCERPT): string {
  if (Array.isArray(value)) {
    return `an array of ${value.length} entries`;
  }
  if (isObject(value)) {
    return `an object of ${Object.keys(value).length + leftOutOf(value)} members`;
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
