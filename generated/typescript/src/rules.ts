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
      const { pointer, pattern } = parameters;
      const offender = offenderBy(parameters);
      const words = meaning.replace(/^A(?=n? )/, "a").replace(/[.]$/, "");
      return judgeOfTexts(code, pointer, (text) => {
        const part = offender(text);
        if (part === undefined) {
          return undefined;
        }
        const facts = pattern === undefined ? {} : { expected: pattern, observed: factOf(part) };
        return [`${words}: ${excerpt(part)}`, facts];
      });
    }
    case "embedded_value": {
      const { pointer, prefix, suffix, member } = parameters;
      return judgeOfTexts(code, pointer, (text, document) => {
        if (
          !text.startsWith(prefix) ||
          !text.endsWith(suffix) ||
          text.length < prefix.length + suffix.length ||
          text.includes("/")
        ) {
          return undefined;
        }
        const expected = document[member] as Json;
        const observed = text.slice(prefix.length, text.length - suffix.length);
        if (observed === expected) {
          return undefined;
        }
        const message = `${excerpt(text)} says ${excerpt(observed)}, and ${member} is ${excerpt(expected)}`;
        return [message, { expected, observed }];
      });
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
    case "roles_by_target": {
      const derive = deriver(DERIVE_ROLE);
      return ({ artifacts }, target, broken) => {
        const missing = (parameters.roles[target] ?? []).filter(
          (role) => !artifacts.some((each) => (each.role ?? derive(target)(each.path)) === role),
        );
        if (missing.length > 0) {
          const roles = missing.join(", ");
          const message = `no artifact has a role that the target ${target} needs: ${roles}`;
          broken.add(code, ["artifacts"], message);
        }
      };
    }
  }
}

/** Lists the values of each target, once for all documents. */
function valuesByTarget(
  values: ByTarget<Readonly<Record<string, Json>>>,
): ReadonlyMap<string, readonly [string, Json][]> {
  return new Map(Object.entries(values).map(([target, each]) => [target, Object.entries(each)]));
}

/** Returns the judge of each text that a pointer leads to, by what is wrong with one; null is none. */
function judgeOfTexts(
  code: Code,
  pointer: string,
  complaint: (text: string, document: AnyManifest) => readonly [string, Facts] | undefined,
): Judge {
  const tokens = tokensOf(pointer);
  return (document, _, broken) => {
    visitOwners(document, tokens, (owner, name, place) => {
      const text = owner[name];
      const found = typeof text === "string" ? complaint(text, document) : undefined;
      if (found !== undefined) {
        broken.add(code, [...place], ...found);
      }
    });
  };
}

/** Compares values, texts without the case of ASCII letters. */
function isSame(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string"
    ? foldAscii(one) === foldAscii(other)
    : one === other;
}

function judgeDate({ created_at }: AnyManifest, _: string, broken: Broken): void {
  const year = Number(created_at.slice(0, 4));
  const day = Number(created_at.slice(8, 10));
  // Date.UTC takes years of two digits for those of the last century, whose months are as long.
  const days = (): number =>
    new Date(Date.UTC(year, Number(created_at.slice(5, 7)), 0)).getUTCDate();
  if (year < 1 || (day > 28 && day > days())) {
    const message = `${created_at.slice(0, 10)} is not a date of the Gregorian calendar`;
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
  // Paths of a length, by bits of their first characters: this is what spares most folders.
  const starts: number[] = [];
  const startOf = (path: string): number => 1 << path.charCodeAt(0);
  for (const path of folded) {
    known.add(hashable(path));
    starts[path.length] = (starts[path.length] ?? 0) | startOf(path);
  }
  const isBelow = (path: string): boolean => {
    const start = startOf(path);
    let end = path.indexOf("/");
    while (end >= 0 && !((starts[end] ?? 0) & start && known.has(hashable(path.slice(0, end))))) {
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
