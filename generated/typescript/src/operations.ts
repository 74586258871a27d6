// Generated from src/dlm_codegen/typescript/runtime/src/operations.ts by `nox -s generate`. Do not edit.
/** The operations that migration files are made of (SPEC section 10.2). */

import type { Json } from "./json.js";
import { pointerTo, type Token } from "./report.js";
import { compilePattern, type Pattern } from "./patterns.js";

/** One entry of a migration file. */
export type Operation =
  | { readonly op: "add"; readonly pointer: string; readonly value: Scalar }
  | { readonly op: "suffix"; readonly pointer: string; readonly suffix: string }
  | {
      readonly op: "derive";
      readonly pointer: string;
      readonly source: string;
      readonly target: string;
      readonly rules: readonly DeriveRule[];
      readonly otherwise: string;
    };

type Scalar = string | number | boolean | null;

interface DeriveRule {
  readonly pattern: string;
  readonly targets?: readonly string[];
  readonly value: string;
}

/** A value that a migration does not carry over (EM-MIG-8). */
export interface Loss {
  readonly code: "loss/value";
  /** Leads to the value in the document that goes into the step that loses it. */
  readonly pointer: string;
  readonly value: Json;
}

/** A document while it is carried from version to version: it is the migration's own. */
export type Draft = Record<string, unknown>;

export type Derive = Extract<Operation, { op: "derive" }>;

/** Changes an older version's document to the newer's. */
export function up(operation: Operation, document: Draft): void {
  const valueFor = newerValue(operation, document);
  const { owners, name } = locate(operation.pointer, document);
  for (const { owner } of owners) {
    owner[name] = valueFor(owner);
  }
}

/** Changes a newer version's document to the older's, and adds what that loses to `losses`. */
export function down(operation: Operation, document: Draft, losses: Loss[]): void {
  const { owners, name } = locate(operation.pointer, document);
  if (operation.op === "suffix") {
    for (const { owner } of owners) {
      const text = String(owner[name]);
      if (text.endsWith(operation.suffix)) {
        owner[name] = text.slice(0, text.length - operation.suffix.length);
      }
    }
    return;
  }
  const valueFor = newerValue(operation, document);
  for (const { path, owner } of owners) {
    const value = owner[name] as Json;
    Reflect.deleteProperty(owner, name);
    if (value !== valueFor(owner)) {
      losses.push({ code: "loss/value", pointer: pointerTo([...path, name]), value });
    }
  }
}

/** Returns the function from a member's owner to the value that going up gives the member. */
function newerValue(operation: Operation, document: Draft): (owner: Draft) => Json {
  switch (operation.op) {
    case "add":
      return () => operation.value;
    case "suffix": {
      const name = lastToken(operation.pointer);
      return (owner) => String(owner[name]) + operation.suffix;
    }
    case "derive": {
      const derive = deriver(operation, document[lastToken(operation.target)]);
      const source = lastToken(operation.source);
      return (owner) => derive(String(owner[source]));
    }
  }
}

const compiled = new WeakMap<Derive, readonly Pattern[]>();

/** Returns the function from the source text to the value that holds for a target (EM-MIG-13). */
export function deriver(operation: Derive, target: unknown): (source: string) => string {
  let patterns = compiled.get(operation);
  if (patterns === undefined) {
    patterns = operation.rules.map((rule) => compilePattern(rule.pattern));
    compiled.set(operation, patterns);
  }
  const candidates = operation.rules
    .map(({ targets, value }, index) => ({ targets, value, pattern: patterns[index] }))
    .filter(({ targets }) => targets === undefined || targets.some((one) => one === target));
  return (source) =>
    candidates.find(({ pattern }) => pattern?.test(source))?.value ?? operation.otherwise;
}

interface Located {
  readonly owners: readonly { readonly path: readonly Token[]; readonly owner: Draft }[];
  readonly name: string;
}

/** Finds the objects whose member a pointer names; `*` in it is every entry of an array. */
function locate(pointer: string, document: Draft): Located {
  const tokens = pointer.split("/").slice(1);
  const name = tokens.pop() ?? "";
  let owners: { path: Token[]; owner: unknown }[] = [{ path: [], owner: document }];
  for (const token of tokens) {
    owners =
      token === "*"
        ? owners.flatMap(({ path, owner }) =>
            (owner as unknown[]).map((entry, index) => ({ path: [...path, index], owner: entry })),
          )
        : owners.map(({ path, owner }) => ({
            path: [...path, token],
            owner: (owner as Draft)[token],
          }));
  }
  return { owners: owners as Located["owners"], name };
}

export function lastToken(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}
