// Generated from src/dlm_codegen/typescript/runtime/src/rules.ts by `nox -s generate`. Do not edit.
/**
 * The rules layer: does a manifest that its schema accepts make sense (SPEC section 6)?
 *
 * Rules judge every version alike, as if the document had been migrated to the latest: where a
 * version has no target or no roles, the migrations say which ones it implies (EM-RULE-1). Most
 * rules are data: their kind says how they are judged. What compares paths with each other, and
 * what knows the calendar, is code.
 */

import { DERIVE_ROLE, IMPLIED_TARGET, RULES, type Code } from "./definition.js";
import { First } from "./first.js";
import type { Json } from "./json.js";
import { deriver } from "./operations.js";
import { offenderBy, type PatternRule } from "./patterns.js";
import { pointerTo, tokensOf, visitOwners, type Token } from "./pointer.js";
import { excerpt, factOf, finding, inDocumentOrder, pathAt, worstFirst } from "./report.js";
import type { Facts, Finding, Found, Placed } from "./report.js";
import { foldAscii, hashable } from "./text.js";

/** The name of every manifest's file. */
export const MANIFEST_FILENAME = "export_manifest.json";

/** What rules ask of a document of any version whose schema holds. */
export interface AnyManifest {
  readonly [member: string]: unknown;
  readonly target?: string;
  readonly created_at: string;
  readonly merged: boolean;
  readonly dequantized: boolean;
  readonly artifacts: readonly AnyArtifact[];
}

interface AnyArtifact {
  readonly path: string;
  readonly role?: string;
}

/** A rule that is data: an entry of `rules.json`, whose schema says what each kind means. */
export interface Rule {
  readonly code: Code;
  /** What was found, in words. */
  readonly meaning: string;
  readonly parameters:
    | ({ readonly kind: "pattern"; readonly pointer: string } & PatternRule)
    | {
        readonly kind: "values_by_target";
        readonly require: ByTarget<Readonly<Record<string, Json>>>;
        readonly forbid: ByTarget<Readonly<Record<string, Json>>>;
      }
    | { readonly kind: "roles_by_target"; readonly roles: ByTarget<readonly string[]> }
    | {
        readonly kind: "embedded_value";
        readonly pointer: string;
        readonly prefix: string;
        readonly suffix: string;
        readonly member: string;
      };
}

type ByTarget<Value> = Readonly<Record<string, Value>>;

/** Judges a document that a target holds for. */
type Judge = (document: AnyManifest, target: string, broken: Broken) => void;

/** Finds what breaks the rules, the worst in document order; codes are `rules/...` (SPEC section 6). */
export function judgeRules(document: AnyManifest, most = Infinity): Found {
  const target = document.target ?? IMPLIED_TARGET;
  const broken = new Broken(document, most);
  judges ??= [judgePaths, judgeDate, judgeFlags, ...RULES.map(judgeOf)];
  for (const judge of judges) {
    judge(document, target, broken);
  }
  return broken;
}

let judges: readonly Judge[] | undefined;

/** Collects the rules that a document breaks. */
class Broken implements Found {
  readonly counts = { error: 0, warning: 0, note: 0 };
  readonly #document: AnyManifest;
  readonly #worst: First<Placed>;

  constructor(document: AnyManifest, most: number) {
    this.#document = document;
    this.#worst = new First(worstFirst, most);
  }

  add(code: Code, tokens: readonly Token[], message: string, facts: Facts = {}): void {
    const known = { ...pathAt(this.#document, tokens), ...facts };
    const found = finding(code, pointerTo(tokens), message, known);
    this.counts[found.severity]++;
    this.#worst.add({ tokens, finding: found });
  }

  get first(): Finding[] {
    const placed = this.#worst.inOrder().sort(inDocumentOrder);
    return placed.map(({ finding }) => finding);
  }
}

/** Returns the judge of a rule that is data. */
function judgeOf({ code, meaning, parameters }: Rule): Judge {
  switch (parameters.kind) {
    case "pattern": {
      const tokens = tokensOf(parameters.pointer);
      const offender = offenderBy(parameters);
      const words = meaning.replace(/^A(?=n? )/, "a").replace(/[.]$/, "");
      const { pattern } = parameters;
      return (document, _, broken) => {
        eachText(document, tokens, (text, place) => {
          const part = offender(text);
          if (part !== undefined) {
            const facts =
              pattern === undefined ? {} : { expected: pattern, observed: factOf(part) };
            broken.add(code, [...place], `${words}: ${excerpt(part)}`, facts);
          }
        });
      };
    }
    case "embedded_value": {
      const { prefix, suffix, member } = parameters;
      const tokens = tokensOf(parameters.pointer);
      return (document, _, broken) => {
        const expected = document[member] as Json;
        eachText(document, tokens, (text, place) => {
          if (
            !text.startsWith(prefix) ||
            !text.endsWith(suffix) ||
            text.length < prefix.length + suffix.length ||
            text.includes("/")
          ) {
            return;
          }
          const between = text.slice(prefix.length, text.length - suffix.length);
          if (between !== expected) {
            const message = `${excerpt(text)} says ${excerpt(between)}, and ${member} is ${excerpt(expected)}`;
            broken.add(code, [...place], message, { expected, observed: between });
          }
        });
      };
    }
    case "values_by_target": {
      const required = valuesByTarget(parameters.require);
      const forbidden = valuesByTarget(parameters.forbid);
      return (document, target, broken) => {
        for (const [name, only] of required.get(target) ?? []) {
          const value = document[name];
          if (value !== undefined && !isSame(value, only)) {
            const message = `${name} is ${excerpt(only)} in exports for ${target}, found ${excerpt(value)}`;
            broken.add(code, [name], message, { expected: only, observed: factOf(value) });
          }
        }
        for (const [name, never] of forbidden.get(target) ?? []) {
          if (isSame(document[name], never)) {
            broken.add(code, [name], `${name} is never ${excerpt(never)} in exports for ${target}`);
          }
        }
      };
    }
    case "roles_by_target":
      return ({ artifacts }, target, broken) => {
        const missing = new Set(parameters.roles[target]);
        let roleOf: ((path: string) => string) | undefined;
        for (const artifact of artifacts) {
          if (missing.size === 0) {
            return;
          }
          roleOf ??= deriver(DERIVE_ROLE, target);
          missing.delete(artifact.role ?? roleOf(artifact.path));
        }
        if (missing.size > 0) {
          const roles = [...missing].join(", ");
          const message = `no artifact has a role that the target ${target} needs: ${roles}`;
          broken.add(code, ["artifacts"], message);
        }
      };
  }
}

/** Lists the values of each target, once for all documents. */
function valuesByTarget(
  values: ByTarget<Readonly<Record<string, Json>>>,
): ReadonlyMap<string, readonly [string, Json][]> {
  return new Map(Object.entries(values).map(([target, each]) => [target, Object.entries(each)]));
}

/** Visits each text that the tokens of a pointer lead to; null is none. */
function eachText(
  document: AnyManifest,
  tokens: readonly string[],
  visit: (text: string, place: readonly Token[]) => void,
): void {
  visitOwners(document, tokens, (owner, name, place) => {
    const text = owner[name];
    if (typeof text === "string") {
      visit(text, place);
    }
  });
}

/** Compares values, texts without the case of ASCII letters. */
function isSame(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string"
    ? foldAscii(one) === foldAscii(other)
    : one === other;
}

function judgeDate(document: AnyManifest, _: string, broken: Broken): void {
  const shown = document.created_at.slice(0, "YYYY-MM-DD".length);
  const year = Number(shown.slice(0, 4));
  const month = Number(shown.slice(5, 7));
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (year < 1 || Number(shown.slice(8)) > days) {
    const message = `${shown} is not a date of the Gregorian calendar`;
    broken.add("rules/calendar-date", ["created_at"], message);
  }
}

function judgeFlags(document: AnyManifest, _: string, broken: Broken): void {
  if (document.dequantized && !document.merged) {
    const message = "dequantized is true, and merged is not";
    broken.add("rules/dequantized-without-merged", ["dequantized"], message);
  }
}

/** Tells whether paths have nothing to do with each other or the manifest, in any case of letters. */
function areUnrelated(artifacts: readonly AnyArtifact[]): boolean {
  const folded = artifacts.map(({ path }) => foldAscii(path));
  const known = new Set([MANIFEST_FILENAME]);
  const lengths: boolean[] = [];
  for (const path of folded) {
    known.add(hashable(path));
    lengths[path.length] = true;
  }
  const isBelow = (path: string): boolean => {
    let end = path.indexOf("/");
    // Only what is as long as some path can be one: this is what spares most folders.
    while (end >= 0 && !(lengths[end] === true && known.has(hashable(path.slice(0, end))))) {
      end = path.indexOf("/", end + 1);
    }
    return end >= 0;
  };
  return known.size > folded.length && !folded.some(isBelow);
}

function judgePaths({ artifacts }: AnyManifest, _: string, broken: Broken): void {
  if (areUnrelated(artifacts)) {
    return;
  }
  const listed = new Map<string, number>();
  const folded = new Map<string, number>();
  const below = new Map<string, number>();
  for (const [index, { path }] of artifacts.entries()) {
    firstAt(listed, hashable(path), index);
  }
  for (const [index, { path }] of artifacts.entries()) {
    const key = hashable(path);
    const caseless = foldAscii(path);
    const same = listed.get(key) ?? index;
    const similar = firstAt(folded, hashable(caseless), index);
    let clashing = below.get(key) ?? index;
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = hashable(path.slice(0, end));
      const above = listed.get(folder);
      if (above !== undefined) {
        clashing = Math.min(clashing, above);
        firstAt(below, folder, index);
      }
    }
    const add = (code: Code, words: string, other?: number): void => {
      const place =
        other === undefined ? "" : ` ${excerpt(artifacts[other]?.path)} at /artifacts/${other}`;
      broken.add(code, ["artifacts", index, "path"], `${excerpt(path)} ${words}${place}`);
    };
    if (same < index) {
      add("rules/duplicate-path", "is the path of an earlier artifact:", same);
    } else if (similar < index) {
      add("rules/case-collision", "differs only in case from", similar);
    }
    if (clashing < index) {
      add("rules/path-prefix", "is a folder of another path, or lies below it:", clashing);
    }
    if (caseless === MANIFEST_FILENAME) {
      add("rules/self-listing", "is the manifest itself");
    }
  }
}

/** Returns the first index that a key is met at, which is this one when there was none. */
function firstAt(indexes: Map<string, number>, key: string, index: number): number {
  const first = indexes.get(key);
  if (first === undefined) {
    indexes.set(key, index);
  }
  return first ?? index;
}
