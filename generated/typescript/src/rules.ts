// Generated from src/dlm_codegen/typescript/runtime/src/rules.ts by `nox -s generate`. Do not edit.
/**
 * The rules layer: does a manifest that its schema accepts make sense (SPEC section 6)?
 *
 * Rules judge every version alike, as if the document had been migrated to the latest: where a
 * version has no target or no roles, the migrations say which ones it implies (EM-RULE-1).
 */

import {
  DERIVE_ROLE,
  FORBIDDEN_VALUES,
  IMPLIED_TARGET,
  REQUIRED_ROLES,
  REQUIRED_VALUES,
  type Code,
} from "./definition.js";
import { deriver } from "./operations.js";
import { excerpt, finding, inDocumentOrder, pointerTo } from "./report.js";
import type { Finding, Placed, Token } from "./report.js";
import { hashable } from "./text.js";

/** The name of every manifest's file. */
export const MANIFEST_FILENAME = "export_manifest.json";

const RESERVED_NAME = /(?:^|\/)((?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/]*)?)(?:\/|$)/;
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

/** Returns every broken rule in document order; codes are `rules/...` (SPEC section 6). */
export function judgeRules(document: AnyManifest): Finding[] {
  const target = document.target ?? IMPLIED_TARGET;
  const broken = new Broken();
  judgePaths(document.artifacts, broken);
  judgeDate(document.created_at, broken);
  judgeFlags(document, broken);
  judgeFields(document, target, broken);
  judgeRoles(document.artifacts, target, broken);
  return broken.inDocumentOrder();
}

/** Collects the rules that are broken. */
class Broken {
  readonly #placed: Placed[] = [];

  add(code: Code, tokens: readonly Token[], message: string): void {
    this.#placed.push({ tokens, finding: finding(code, pointerTo(tokens), message) });
  }

  inDocumentOrder(): Finding[] {
    return inDocumentOrder(this.#placed);
  }
}

function judgeDate(createdAt: string, broken: Broken): void {
  const shown = createdAt.slice(0, "YYYY-MM-DD".length);
  const [year = 0, month = 0, day = 0] = shown.split("-").map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (DAYS_IN_MONTH[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0);
  if (year < 1 || day < 1 || day > days) {
    const message = `${shown} is not a date of the Gregorian calendar`;
    broken.add("rules/calendar-date", ["created_at"], message);
  }
}

function judgeFlags(document: AnyManifest, broken: Broken): void {
  if (document.dequantized && !document.merged) {
    const message = "dequantized is true, so merged must be true as well";
    broken.add("rules/dequantized-without-merged", ["dequantized"], message);
  }
}

function judgeFields(document: AnyManifest, target: string, broken: Broken): void {
  for (const [name, only] of Object.entries(REQUIRED_VALUES[target] ?? {})) {
    if (document[name] !== only) {
      const rule = `${name} must be ${excerpt(only)} when the target is ${target}`;
      const message = `${rule}, found ${excerpt(document[name])}`;
      broken.add("rules/target-fields", [name], message);
    }
  }
  for (const [name, never] of Object.entries(FORBIDDEN_VALUES[target] ?? {})) {
    if (document[name] === never) {
      const message = `${name} must not be ${excerpt(never)} when the target is ${target}`;
      broken.add("rules/target-fields", [name], message);
    }
  }
}

function judgeRoles(artifacts: readonly AnyArtifact[], target: string, broken: Broken): void {
  const missing = new Set(REQUIRED_ROLES[target]);
  let roleOf: ((path: string) => string) | undefined;
  for (const artifact of artifacts) {
    if (missing.size === 0) {
      return;
    }
    missing.delete(artifact.role ?? (roleOf ??= deriver(DERIVE_ROLE, target))(artifact.path));
  }
  if (missing.size > 0) {
    const message = `no artifact has a role that the target ${target} needs: ${[...missing].join(", ")}`;
    broken.add("rules/missing-role", ["artifacts"], message);
  }
}

function judgePaths(artifacts: readonly AnyArtifact[], broken: Broken): void {
  const paths = artifacts.map((artifact) => artifact.path);
  const first = new Map<string, number>();
  const firstFolded = new Map<string, number>();
  const conflicts = prefixConflicts(paths);
  for (const [index, path] of paths.entries()) {
    const tokens = ["artifacts", index, "path"];
    const folded = path.toLowerCase();
    const key = hashable(path);
    const foldedKey = hashable(folded);
    const same = first.get(key);
    const similar = firstFolded.get(foldedKey);
    if (same !== undefined) {
      const message = `${path} is listed already at /artifacts/${same}`;
      broken.add("rules/duplicate-path", tokens, message);
    } else {
      first.set(key, index);
      if (similar === undefined) {
        firstFolded.set(foldedKey, index);
      } else {
        const other = `${paths[similar] ?? ""} at /artifacts/${similar}`;
        const message = `${path} differs from ${other} only in case`;
        broken.add("rules/case-collision", tokens, message);
      }
    }
    const clashing = conflicts.get(index);
    if (clashing !== undefined) {
      const other = `${paths[clashing] ?? ""} at /artifacts/${clashing}`;
      const message = `of ${path} and ${other}, one is a folder of the other`;
      broken.add("rules/path-prefix", tokens, message);
    }
    const reserved = RESERVED_NAME.exec(folded)?.[1];
    if (reserved !== undefined) {
      const message = `the segment ${reserved} is a device name on Windows`;
      broken.add("rules/reserved-name", tokens, message);
    }
    if (folded === MANIFEST_FILENAME) {
      broken.add("rules/self-listing", tokens, `${path} is the manifest itself`);
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
