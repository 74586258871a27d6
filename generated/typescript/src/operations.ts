// Generated from src/dlm_codegen/typescript/runtime/src/operations.ts by `nox -s generate`. Do not edit.
/** The operations that migration files are made of, both ways (SPEC section 10.2). */

import { canonicalBytes } from "./canonical.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { pointerTo, tokensOf, visitOwners, type Token, type Visitor } from "./pointer.js";
import { isWithin, sizeFor } from "./schemas.js";

/** One entry of a migration file. */
export type Operation =
  | { readonly op: "add"; readonly pointer: string; readonly value: Json }
  | { readonly op: "suffix"; readonly pointer: string; readonly suffix: string }
  | {
      readonly op: "derive";
      readonly pointer: string;
      readonly source: string;
      readonly target: string;
      readonly rules: readonly DeriveRule[];
      readonly otherwise: string;
    }
  | {
      readonly op: "map";
      readonly pointer: string;
      readonly pairs: readonly Pair[];
      readonly fallbacks?: readonly Pair[];
    }
  | {
      readonly op: "remove";
      readonly pointer: string;
      readonly value: Json;
      readonly kept_in?: string;
    }
  | {
      readonly op: "narrow";
      readonly pointer: string;
      readonly bound: Readonly<Record<string, number>>;
      readonly value: Json;
      readonly kept_in: string;
    }
  | { readonly op: "move"; readonly from: string; readonly to: string };

interface DeriveRule {
  readonly pattern: string;
  readonly targets?: readonly string[];
  readonly value: string;
}

interface Pair {
  readonly older: Json;
  readonly newer: Json;
}

/** A value that a migration does not carry over (EM-MIG-8). */
export interface Loss {
  /** Where it is `loss/unrepresentable`, a migration is refused even if losses are allowed. */
  readonly code: "loss/value" | "loss/unrepresentable";
  /** Leads to the value in the document that goes into the step that loses it. */
  readonly pointer: string;
  readonly value: Json;
}

/** A document while it is carried from version to version: it is the migration's own. */
export type Draft = Record<string, unknown>;

export type Derive = Extract<Operation, { op: "derive" }>;

/** Changes an older version's document to the newer's. */
export function up(operations: readonly Operation[], document: Draft): void {
  for (const operation of operations) {
    const { tokens, newer } = changeOf(operation);
    visitOwners(document, tokens, newer);
  }
}

/**
 * Changes a newer version's document to the older's, and returns what that loses.
 *
 * `violations` are the pointers at which the older schema does not accept the outcome (EM-MIG-20).
 */
export function down(
  operations: readonly Operation[],
  document: Draft,
  violations: (outcome: Json) => Iterable<string>,
): Loss[] {
  const losses: Loss[] = [];
  const lose = (code: Loss["code"], tokens: readonly Token[], value: Json, undone: number) => {
    const place = operations.slice(undone).reduce(newerPlace, tokens);
    losses.push({ code, pointer: pointerTo(place), value });
  };
  for (const [index, operation] of [...operations.entries()].reverse()) {
    const { tokens, older } = changeOf(operation);
    visitOwners(document, tokens, (owner, name, place) => {
      for (const [lost, value] of older(owner, name, place, document)) {
        lose("loss/value", [...place.slice(0, -1), lost], value, index + 1);
      }
    });
  }
  for (const pointer of new Set(violations(document as JsonObject))) {
    const tokens: Token[] = [];
    let value = document as Json;
    for (const name of tokensOf(pointer)) {
      tokens.push(Array.isArray(value) ? Number(name) : name);
      value = (value as JsonObject)[name] ?? null;
    }
    lose("loss/unrepresentable", tokens, value, 0);
  }
  return losses;
}

/** How an operation changes an object that has its member; going down, what that loses. */
interface Change {
  readonly newer: Visitor;
  readonly older: (...visited: Parameters<Visitor>) => readonly (readonly [string, Json])[];
}

/** Published operations are few, and asked for with every document. */
const changes = new WeakMap<Operation, Change & { readonly tokens: readonly string[] }>();

/** Returns the change of an operation, with the tokens that lead to the members that it is made to. */
function changeOf(operation: Operation): Change & { readonly tokens: readonly string[] } {
  const change = changes.get(operation) ?? { tokens: placeOf(operation), ...newChange(operation) };
  changes.set(operation, change);
  return change;
}

function newChange(operation: Operation): Change {
  switch (operation.op) {
    case "add":
      return adding(() => copyOf(operation.value));
    case "derive": {
      const [source, target] = [lastToken(operation.source), lastToken(operation.target)];
      const derive = deriver(operation);
      return adding((owner, document) => derive(document[target])(String(owner[source])));
    }
    case "suffix": {
      const { suffix } = operation;
      return {
        newer: (owner, name) => {
          owner[name] = String(owner[name]) + suffix;
        },
        older: (owner, name) => {
          const text = String(owner[name]);
          owner[name] = text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
          return [];
        },
      };
    }
    case "map":
      return mapping(operation.pairs, operation.fallbacks ?? []);
    case "remove": {
      const { value, kept_in: keptIn } = operation;
      return keeping((held) => !same(held, value), value, keptIn, true);
    }
    case "narrow":
      return keeping(refusalOf(operation.bound), operation.value, operation.kept_in, false);
    case "move": {
      const depth = placeOf(operation).length - 1;
      const [from, to] = [operation.from, operation.to].map((end) => tokensOf(end).slice(depth));
      return {
        newer: (owner) => {
          put(owner, to ?? [], take(owner, from ?? []));
        },
        older: (owner) => {
          put(owner, from ?? [], take(owner, to ?? []));
          return [];
        },
      };
    }
  }
}

function adding(given: (owner: Draft, document: Draft) => Json): Change {
  return {
    newer: (owner, name, _, document) => {
      owner[name] = given(owner, document);
    },
    older: (owner, name, _, document) => {
      const value = taken(owner, name);
      return same(value, given(owner, document)) ? [] : [[name, value]];
    },
  };
}

function mapping(pairs: readonly Pair[], fallbacks: readonly Pair[]): Change {
  return {
    newer: (owner, name) => {
      const pair = pairs.find(({ older }) => older === owner[name]);
      owner[name] = pair === undefined ? owner[name] : pair.newer;
    },
    older: (owner, name) => {
      const value = owner[name] as Json;
      const isIt = ({ newer }: Pair) => newer === value;
      const pair = pairs.find(isIt);
      const found = pair ?? fallbacks.find(isIt);
      owner[name] = found === undefined ? value : found.older;
      return found === pair ? [] : [[name, value]];
    },
  };
}

/** Keeps some values in another member; the member itself becomes `instead`, or is removed. */
function keeping(
  isKept: (value: Json) => boolean,
  instead: Json,
  keptIn: string | undefined,
  isRemoved: boolean,
): Change {
  return {
    newer: (owner, name) => {
      const value = taken(owner, name);
      const kept = isKept(value);
      if (keptIn !== undefined) {
        owner[keptIn] = kept ? value : null;
      }
      if (!isRemoved) {
        owner[name] = kept ? copyOf(instead) : value;
      }
    },
    older: (owner, name) => {
      const value = isRemoved ? copyOf(instead) : (owner[name] as Json);
      const kept = keptIn === undefined ? null : taken(owner, keptIn);
      const restores = kept !== null && isKept(kept);
      owner[name] = restores ? kept : value;
      if (keptIn !== undefined && kept !== null && !restores) {
        return [[keptIn, kept]]; // going up would not keep it
      }
      return restores && !same(value, instead) ? [[name, value]] : [];
    },
  };
}

/** Returns what tells the values that a bound refuses; null has no bound. */
function refusalOf(bound: Readonly<Record<string, number>>): (value: Json) => boolean {
  const [[keyword, limit] = ["", 0]] = Object.entries(bound);
  return (value) => {
    const size = sizeFor(keyword, value);
    return size !== undefined && !isWithin(size, keyword, limit);
  };
}

/** Returns the tokens that lead to the members that an operation changes. */
function placeOf(operation: Operation): readonly string[] {
  if (operation.op !== "move") {
    return tokensOf(operation.pointer);
  }
  const tokens = tokensOf(operation.from);
  return tokens.slice(0, tokens.lastIndexOf("*") + 2);
}

/** Returns where the newer version has what the older one has in a place. */
function newerPlace(place: readonly Token[], operation: Operation): readonly Token[] {
  if (operation.op !== "move") {
    return place;
  }
  const [from, to] = [tokensOf(operation.from), tokensOf(operation.to)];
  const moved = from.every((token, index) =>
    token === "*" ? typeof place[index] === "number" : token === place[index],
  );
  const depth = from.lastIndexOf("*") + 1;
  return moved
    ? [...place.slice(0, depth), ...to.slice(depth), ...place.slice(from.length)]
    : place;
}

function taken(owner: Draft, name: string): Json {
  const value = owner[name] as Json;
  Reflect.deleteProperty(owner, name);
  return value;
}

/** Takes a member out, and the objects on the way to it that it leaves empty. */
function take(owner: Draft, [name = "", ...rest]: readonly string[]): Json {
  const inner = owner[name];
  if (rest.length === 0 || !isObject(inner)) {
    return taken(owner, name);
  }
  const value = take(inner, rest);
  if (Object.keys(inner).length === 0) {
    Reflect.deleteProperty(owner, name);
  }
  return value;
}

/** Puts a member in, and the objects on the way to it that are missing. */
function put(owner: Draft, names: readonly string[], value: Json): void {
  let inner = owner;
  for (const name of names.slice(0, -1)) {
    inner = (inner[name] ??= {}) as Draft;
  }
  inner[names.at(-1) ?? ""] = value;
}

/** Tells whether two values are the same JSON value. */
function same(one: Json, other: Json): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return one === other;
  }
  const [text, expected] = [one, other].map((value) => String(canonicalBytes(value)));
  return text === expected;
}

type Deriver = (source: string) => string;

/** Returns the function from a target to that from a source text to the value (EM-MIG-13). */
export function deriver(operation: Derive): (target: unknown) => Deriver {
  const known = new Map<unknown, Deriver>();
  return (target) => {
    const derive = known.get(target) ?? deriverFor(operation, target);
    known.set(target, derive);
    return derive;
  };
}

function deriverFor({ rules, otherwise }: Derive, target: unknown): Deriver {
  const candidates = rules
    .filter(({ targets }) => targets === undefined || targets.some((one) => one === target))
    .map(({ pattern, value }) => ({ pattern: new RegExp(pattern, "u"), value }));
  // Most artifacts of a large export are of no rule, which one expression tells.
  const some = new RegExp(candidates.map(({ pattern }) => `(?:${pattern.source})`).join("|"), "u");
  return (source) =>
    (some.test(source)
      ? candidates.find(({ pattern }) => pattern.test(source))?.value
      : undefined) ?? otherwise;
}

function lastToken(pointer: string): string {
  return tokensOf(pointer).at(-1) ?? "";
}

/** Copies a value of a migration file by nothing that some context lacks. */
function copyOf(value: Json): Json {
  return value instanceof Object ? (JSON.parse(JSON.stringify(value)) as Json) : value;
}
