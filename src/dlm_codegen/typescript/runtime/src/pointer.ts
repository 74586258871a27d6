/** JSON Pointers (RFC 6901), and the patterns of them that published files use. */

/** A reference token of a JSON Pointer: a member's name or the index of an entry. */
export type Token = string | number;

/** Writes a JSON Pointer. */
export function pointerTo(tokens: readonly Token[]): string {
  let pointer = "";
  for (const token of tokens) {
    pointer += typeof token === "number" ? `/${token}` : stepTo(token);
  }
  return pointer;
}

/** Writes the step to a member in a JSON Pointer. */
export function stepTo(name: string): string {
  return `/${/[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name}`;
}

/** Called with an object, the name of the member that a pointer names in it, and their place. */
export type Visitor = (
  owner: Record<string, unknown>,
  name: string,
  /** The tokens that lead to the object; they change when the visit is over. */
  place: readonly Token[],
) => void;

/**
 * Visits each object whose member a pointer names; `*` in it is every entry of an array.
 *
 * Where a document has nothing on the way, nothing is visited.
 */
export function visitOwners(document: unknown, pointer: string, visit: Visitor): void {
  const tokens = pointer.split("/").slice(1);
  const name = tokens.pop() ?? "";
  const place: Token[] = [];
  const descend = (value: unknown, depth: number): void => {
    const token = tokens[depth];
    place.length = depth;
    if (typeof value !== "object" || value === null) {
      return;
    }
    if (token === undefined) {
      visit(value as Record<string, unknown>, name, place);
    } else if (token !== "*") {
      place[depth] = token;
      descend((value as Record<string, unknown>)[token], depth + 1);
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        place[depth] = index;
        descend(value[index], depth + 1);
      }
    }
  };
  descend(document, 0);
}

/** Returns the last token of a pointer that needs no escape. */
export function lastToken(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}
