/** The operations that migration files are made of (SPEC section 10.2). */

import type { Json } from "./json.js";
import { pointerTo, tokensOf, visitOwners } from "./pointer.js";

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
  visitOwners(document, tokensOf(operation.pointer), (owner, name) => {
    owner[name] = valueFor(owner);
  });
}

/** Changes a newer version's document to the older's, and adds what that loses to `losses`. */
export function down(operation: Operation, document: Draft, losses: Loss[]): void {
  if (operation.op === "suffix") {
    const { pointer, suffix } = operation;
    visitOwners(document, tokensOf(pointer), (owner, name) => {
      const text = String(owner[name]);
      if (text.endsWith(suffix)) {
        owner[name] = text.slice(0, text.length - suffix.length);
      }
    });
    return;
  }
  const valueFor = newerValue(operation, document);
  visitOwners(document, tokensOf(operation.pointer), (owner, name, place) => {
    const value = owner[name] as Json;
    Reflect.deleteProperty(owner, name);
    if (value !== valueFor(owner)) {
      losses.push({ code: "loss/value", pointer: pointerTo(place), value });
    }
  });
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

const compiled = new WeakMap<Derive, readonly RegExp[]>();

/** Returns the function from the source text to the value that holds for a target (EM-MIG-13). */
export function deriver(operation: Derive, target: unknown): (source: string) => string {
  let patterns = compiled.get(operation);
  if (patterns === undefined) {
    patterns = operation.rules.map((rule) => new RegExp(rule.pattern, "u"));
    compiled.set(operation, patterns);
  }
  const candidates = operation.rules
    .map(({ targets, value }, index) => ({ targets, value, pattern: patterns[index] }))
    .filter(({ targets }) => targets === undefined || targets.some((one) => one === target));
  return (source) =>
    candidates.find(({ pattern }) => pattern?.test(source))?.value ?? operation.otherwise;
}

function lastToken(pointer: string): string {
  return tokensOf(pointer).at(-1) ?? "";
}
