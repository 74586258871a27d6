/**
 * The rules layer: does a manifest that its schema accepts make sense (SPEC section 6)?
 *
 * Rules judge every version alike, as if the document had been migrated to the latest: where a
 * version has no target or no roles, the migrations say which ones it implies (EM-RULE-1). Most
 * rules are data: their kind says how they are judged. What compares paths with each other, and
 * what knows the calendar, is code.
 */

import { DERIVE_ROLE, IMPLIED_TARGET, RULES, type Code } from "./definition.js";
import type { Json } from "./json.js";
import { deriver } from "./operations.js";
import { pointerTo, visitOwners, type Token } from "./pointer.js";
import { excerpt, factOf, finding, inDocumentOrder, pathAt } from "./report.js";
import type { Facts, Finding, Placed } from "./report.js";
import { foldAscii, hashable } from "./text.js";

/** The name of every manifest's file. */
export const MANIFEST_FILENAME = "export_manifest.json";

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

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
    | PatternRule
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

interface PatternRule {
  readonly kind: "pattern";
  readonly pointer: string;
  readonly separator?: string;
  readonly pattern?: string;
  readonly forbidden?: string;
}

type ByTarget<Value> = Readonly<Record<string, Value>>;

/** Judges a document that a target holds for. */
type Judge = (document: AnyManifest, target: string, broken: Broken) => void;

/** Returns every broken rule in document order; codes are `rules/...` (SPEC section 6). */
export function judgeRules(document: AnyManifest): Finding[] {
  const target = document.target ?? IMPLIED_TARGET;
  const broken = new Broken(document);
  judges ??= [judgePaths, judgeDate, judgeFlags, ...RULES.map(judgeOf)];
  for (const judge of judges) {
    judge(document, target, broken);
  }
  return broken.inDocumentOrder();
}

let judges: readonly Judge[] | undefined;

/** Collects the rules that a document breaks. */
class Broken {
  readonly #document: AnyManifest;
  readonly #placed: Placed[] = [];

  constructor(document: AnyManifest) {
    this.#document = document;
  }

  add(code: Code, tokens: readonly Token[], message: string, facts: Facts = {}): void {
    const known = { ...pathAt(this.#document, tokens), ...facts };
    this.#placed.push({ tokens, finding: finding(code, pointerTo(tokens), message, known) });
  }

  inDocumentOrder(): Finding[] {
    return inDocumentOrder(this.#placed);
  }
}

/** Returns the judge of a rule that is data. */
function judgeOf({ code, meaning, parameters }: Rule): Judge {
  switch (parameters.kind) {
    case "pattern":
      return patternJudge(code, meaning, parameters);
    case "embedded_value": {
      const { pointer, prefix, suffix, member } = parameters;
      return (document, _, broken) => {
        const expected = document[member] as Json;
        eachText(document, pointer, (text, tokens) => {
          const between = text.slice(prefix.length, text.length - suffix.length);
          if (
            text.startsWith(prefix) &&
            text.endsWith(suffix) &&
            text.length >= prefix.length + suffix.length &&
            !text.includes("/") &&
            between !== expected
          ) {
            const message = `${excerpt(text)} says ${excerpt(between)}, and ${member} is ${excerpt(expected)}`;
            broken.add(code, tokens(), message, { expected, observed: between });
          }
        });
      };
    }
    case "values_by_target":
      return (document, target, broken) => {
        for (const [name, only] of Object.entries(parameters.require[target] ?? {})) {
          const value = document[name];
          if (value !== undefined && !isSame(value, only)) {
            const message = `${name} is ${excerpt(only)} in exports for ${target}, found ${excerpt(value)}`;
            broken.add(code, [name], message, { expected: only, observed: factOf(value) });
          }
        }
        for (const [name, never] of Object.entries(parameters.forbid[target] ?? {})) {
          if (isSame(document[name], never)) {
            broken.add(code, [name], `${name} is never ${excerpt(never)} in exports for ${target}`);
          }
        }
      };
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

/** Returns the judge of a rule about texts that match an expression, or whose parts do. */
function patternJudge(code: Code, meaning: string, rule: PatternRule): Judge {
  const { pointer, separator, pattern, forbidden = "" } = rule;
  const words = meaning.replace(/^A(?=n? )/, "a").replace(/[.]$/, "");
  const breaks = (expression: RegExp, text: string): boolean =>
    expression.test(text) === (pattern === undefined);
  const single = new RegExp(pattern ?? forbidden, "u");
  const whole = separator === undefined ? single : forAllParts(rule, separator);
  return (document, _, broken) => {
    eachText(document, pointer, (text, tokens) => {
      if (whole !== undefined && !breaks(whole, text)) {
        return;
      }
      const parts = separator === undefined ? [text] : text.split(separator);
      const part = parts.find((each) => breaks(single, each));
      if (part !== undefined) {
        const facts = pattern === undefined ? {} : { expected: pattern, observed: factOf(part) };
        broken.add(code, tokens(), `${words}: ${excerpt(part)}`, facts);
      }
    });
  };
}

/**
 * Returns an expression that spares a text from being parted: one that holds for the whole text
 * when the pattern holds for all parts, or that holds when something forbidden is in some part.
 */
function forAllParts({ pattern, forbidden }: PatternRule, separator: string): RegExp | undefined {
  const source = pattern ?? forbidden ?? "";
  // What remains beside the classes that do not match a separator.
  const rest = source.replace(/\[(?:\\.|[^\]\\])*\]|\{[0-9,]*\}/g, (piece) =>
    piece.startsWith("[") && new RegExp(piece, "u").test(separator) ? separator : "",
  );
  if (!source.endsWith("$") || rest.includes(separator)) {
    return undefined;
  }
  const part = source.slice(1, -1);
  const between = `\\u{${separator.charCodeAt(0).toString(16)}}`;
  return new RegExp(
    pattern === undefined
      ? `(?:^|${between})${part}(?:${between}|$)`
      : `^${part}(?:${between}${part})*$`,
    "u",
  );
}

/** Visits each text that a pointer leads to; null is none. */
function eachText(
  document: AnyManifest,
  pointer: string,
  visit: (text: string, tokens: () => Token[]) => void,
): void {
  visitOwners(document, pointer, (owner, name, place) => {
    const text = owner[name];
    if (typeof text === "string") {
      visit(text, () => [...place, name]);
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
  const [year = 0, month = 0, day = 0] = shown.split("-").map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (DAYS_IN_MONTH[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0);
  if (year < 1 || day < 1 || day > days) {
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

function judgePaths(document: AnyManifest, _: string, broken: Broken): void {
  const paths = document.artifacts.map((artifact) => artifact.path);
  const first = new Map<string, number>();
  const firstFolded = new Map<string, number>();
  const conflicts = prefixConflicts(paths);
  for (const [index, path] of paths.entries()) {
    const tokens = ["artifacts", index, "path"];
    const folded = foldAscii(path);
    const key = hashable(path);
    const foldedKey = hashable(folded);
    const same = first.get(key);
    const similar = firstFolded.get(foldedKey);
    if (same !== undefined) {
      const message = `${excerpt(path)} is listed already at /artifacts/${same}`;
      broken.add("rules/duplicate-path", tokens, message);
    } else {
      first.set(key, index);
      if (similar === undefined) {
        firstFolded.set(foldedKey, index);
      } else {
        const other = `${excerpt(paths[similar])} at /artifacts/${similar}`;
        const message = `${excerpt(path)} differs from ${other} only in case`;
        broken.add("rules/case-collision", tokens, message);
      }
    }
    const clashing = conflicts.get(index);
    if (clashing !== undefined) {
      const other = `${excerpt(paths[clashing])} at /artifacts/${clashing}`;
      const message = `of ${excerpt(path)} and ${other}, one is a folder of the other`;
      broken.add("rules/path-prefix", tokens, message);
    }
    if (folded === MANIFEST_FILENAME) {
      broken.add("rules/self-listing", tokens, `${excerpt(path)} is the manifest itself`);
    }
  }
}

/**
 * Maps the index of each path that clashes with an earlier one to the first of those.
 *
 * Two paths clash when one is a folder of the other. In tree order one pass down finds the folders
 * above each path and one pass up the paths below it, so neither the number nor the depth of the
 * paths matters more than sorting them does.
 */
function prefixConflicts(paths: readonly string[]): ReadonlyMap<number, number> {
  const conflicts = new Map<number, number>();
  if (!paths.some((path) => path.includes("/"))) {
    return conflicts;
  }
  // With the separator ordered before every other character, what lies below a path follows it.
  const keys = paths.map((path) => hashable(path).replaceAll("/", "\0"));
  const nodes = new Map<string, Node>();
  for (const [index, key] of keys.entries()) {
    if (!nodes.has(key)) {
      nodes.set(key, { prefix: `${key}\0`, first: index, above: Infinity, below: Infinity });
    }
  }
  const ordered = [...nodes.keys()].sort();
  const open: Node[] = [];
  const nested: (readonly [folder: Node, node: Node])[] = [];
  for (const key of ordered) {
    const node = nodes.get(key);
    if (node === undefined) {
      continue;
    }
    let folder = open.at(-1);
    while (folder !== undefined && !key.startsWith(folder.prefix)) {
      open.pop();
      folder = open.at(-1);
    }
    if (folder !== undefined) {
      node.above = Math.min(node.above, folder.first, folder.above);
      nested.push([folder, node]);
    }
    open.push(node);
  }
  for (const [folder, node] of nested.reverse()) {
    folder.below = Math.min(folder.below, node.first, node.below);
  }
  for (const [index, key] of keys.entries()) {
    const node = nodes.get(key);
    const earliest = node === undefined ? index : Math.min(node.above, node.below);
    if (earliest < index) {
      conflicts.set(index, earliest);
    }
  }
  return conflicts;
}

/** A distinct path: where it stands first, and the first paths above and below it. */
interface Node {
  readonly prefix: string;
  readonly first: number;
  above: number;
  below: number;
}
