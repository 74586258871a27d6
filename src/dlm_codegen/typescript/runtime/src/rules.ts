/**
 * The rules layer: does a manifest that its schema accepts make sense (SPEC section 6)?
 *
 * Rules judge every version alike, as if the document had been migrated to the latest: where a
 * version has no target or no roles, the migrations say which ones it implies (EM-RULE-1).
 */

import { DEFINITIONS, FORBIDDEN_VALUES, REQUIRED_ROLES, REQUIRED_VALUES } from "./definition.js";
import type { Code } from "./definition.js";
import type { Json } from "./json.js";
import { deriver, lastToken, type Operation } from "./operations.js";
import { excerpt, finding, inDocumentOrder, pointerTo } from "./report.js";
import type { Finding, Placed, Token } from "./report.js";
import { TARGET_MEMBER } from "./versions.js";

/** The name of every manifest's file. */
export const MANIFEST_FILENAME = "export_manifest.json";

const ROLE_MEMBER = "role";
const RESERVED_NAME = /(?:^|\/)((?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/]*)?)(?:\/|$)/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What rules ask of a document of any version whose schema holds. */
export interface AnyManifest {
  readonly [member: string]: unknown;
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
  const target = String(document[TARGET_MEMBER] ?? impliedTarget());
  const paths = document.artifacts.map((artifact) => artifact.path);
  return inDocumentOrder([
    ...judgePaths(paths),
    ...judgeDate(document.created_at),
    ...judgeDequantized(document),
    ...judgeFields(document, target),
    ...judgeRoles(document.artifacts, target),
  ]);
}

/** Returns the target of the versions that name none. */
function impliedTarget(): Json | undefined {
  return operationOn(TARGET_MEMBER, "add")?.value;
}

/** Finds the operation that gives documents a member when going up. */
function operationOn<Name extends Operation["op"]>(
  member: string,
  op: Name,
): Extract<Operation, { op: Name }> | undefined {
  return DEFINITIONS.flatMap((definition) => definition.migration).find(
    (operation): operation is Extract<Operation, { op: Name }> =>
      operation.op === op && lastToken(operation.pointer) === member,
  );
}

function broken(code: Code, tokens: readonly Token[], message: string): Placed {
  return { tokens, finding: finding(code, pointerTo(tokens), message) };
}

function* judgeDate(createdAt: string): Iterable<Placed> {
  const shown = createdAt.slice(0, "YYYY-MM-DD".length);
  const [year = 0, month = 0, day = 0] = shown.split("-").map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (DAYS_IN_MONTH[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0);
  if (year < 1 || day < 1 || day > days) {
    const message = `${shown} is not a date of the Gregorian calendar`;
    yield broken("rules/calendar-date", ["created_at"], message);
  }
}

function* judgeDequantized(document: AnyManifest): Iterable<Placed> {
  if (document.dequantized && !document.merged) {
    const message = "dequantized is true, so merged must be true as well";
    yield broken("rules/dequantized-without-merged", ["dequantized"], message);
  }
}

function* judgeFields(document: AnyManifest, target: string): Iterable<Placed> {
  for (const [name, only] of Object.entries(REQUIRED_VALUES[target] ?? {})) {
    if (document[name] !== only) {
      const rule = `${name} must be ${excerpt(only)} when the target is ${target}`;
      const message = `${rule}, found ${excerpt(document[name])}`;
      yield broken("rules/target-fields", [name], message);
    }
  }
  for (const [name, never] of Object.entries(FORBIDDEN_VALUES[target] ?? {})) {
    if (document[name] === never) {
      const message = `${name} must not be ${excerpt(never)} when the target is ${target}`;
      yield broken("rules/target-fields", [name], message);
    }
  }
}

function* judgeRoles(artifacts: readonly AnyArtifact[], target: string): Iterable<Placed> {
  const missing = new Set(REQUIRED_ROLES[target]);
  const derive = operationOn(ROLE_MEMBER, "derive");
  const roleOf = derive === undefined ? () => undefined : deriver(derive, target);
  for (const artifact of artifacts) {
    if (missing.size === 0) {
      return;
    }
    missing.delete(artifact.role ?? roleOf(artifact.path) ?? "");
  }
  if (missing.size > 0) {
    const message = `the target ${target} needs an artifact of role ${[...missing].join(", ")}`;
    yield broken("rules/missing-role", ["artifacts"], message);
  }
}

function* judgePaths(paths: readonly string[]): Iterable<Placed> {
  const first = new Map<string, number>();
  const firstFolded = new Map<string, number>();
  const conflicts = prefixConflicts(paths);
  for (const [index, path] of paths.entries()) {
    const tokens = ["artifacts", index, "path"];
    const folded = path.toLowerCase();
    const same = first.get(path);
    const similar = firstFolded.get(folded);
    if (same !== undefined) {
      const message = `${path} is listed already at /artifacts/${same}`;
      yield broken("rules/duplicate-path", tokens, message);
    } else {
      first.set(path, index);
      if (similar === undefined) {
        firstFolded.set(folded, index);
      } else {
        const other = `${paths[similar] ?? ""} at /artifacts/${similar}`;
        const message = `${path} differs from ${other} only in case`;
        yield broken("rules/case-collision", tokens, message);
      }
    }
    const clashing = conflicts.get(index);
    if (clashing !== undefined) {
      const other = `${paths[clashing] ?? ""} at /artifacts/${clashing}`;
      const message = `of ${path} and ${other}, one is a folder of the other`;
      yield broken("rules/path-prefix", tokens, message);
    }
    const reserved = RESERVED_NAME.exec(folded)?.[1];
    if (reserved !== undefined) {
      const message = `the segment ${reserved} is a device name on Windows`;
      yield broken("rules/reserved-name", tokens, message);
    }
    if (folded === MANIFEST_FILENAME) {
      yield broken("rules/self-listing", tokens, `${path} is the manifest itself`);
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
  const keys = paths.map((path) => path.replaceAll("/", "\0"));
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
