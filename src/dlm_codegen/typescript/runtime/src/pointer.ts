/** JSON Pointers (RFC 6901), and the patterns of them that published files use. */

import { isObject } from "./json.js";

/** A reference token of a JSON Pointer: a member's name or the index of an entry. */
export type Token = string | number;

/** Writes a JSON Pointer. */
export function pointerTo(tokens: readonly Token[]): string {
  let pointer = "";
  for (const token of tokens) {
    const name = String(token);
    pointer += `/${/[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name}`;
  }
  return pointer;
}

/** Called with an object, the name of a member in it, the tokens that lead there, and the document. */
export type Visitor = (
  owner: Record<string, unknown>,
  name: string,
  /** The visit's own: they change when it is over. */
  place: readonly Token[],
  document: Record<string, unknown>,
) => void;

/** Returns the tokens of a pointer that needs no escape. */
export function tokensOf(pointer: string): readonly string[] {
  return pointer.split("/").slice(1);
}

/**
 * Visits each object whose member the tokens of a pointer name; `*` is every entry of an array.
 *
 * Where a document has nothing on the way, nothing is visited.
 */
export function visitOwners(document: object, tokens: readonly string[], visit: Visitor): void {
  descend(document, tokens, 0, [...tokens], visit, document as Record<string, unknown>);
}

function descend(
  value: unknown,
  tokens: readonly string[],
  depth: number,
  place: Token[],
  visit: Visitor,
  document: Record<string, unknown>,
): void {
  const token = tokens[depth] ?? "";
  if (token === "*" && Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      place[depth] = index;
      descend(value[index], tokens, depth + 1, place, visit, document);
    }
  } else if (isObject(value)) {
    if (depth === tokens.length - 1) {
      visit(value, token, place, document);
    } else {
      descend(value[token], tokens, depth + 1, place, visit, document);
    }
  }
}
