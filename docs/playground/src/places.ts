/** Where in a text the things are that a JSON Pointer leads to (RFC 6901), and the way back. */

import { jsonLanguage } from "@codemirror/lang-json";
import type { Text } from "@codemirror/state";
import type { SyntaxNode, Tree } from "@lezer/common";

export type Token = string | number;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A JSON text with the tree of its syntax. */
export class Source {
  readonly text: Text;
  readonly #tree: Tree;

  constructor(text: Text) {
    this.text = text;
    this.#tree = jsonLanguage.parser.parse(text.toString());
  }

  /** The name or the entry that a pointer leads to, or the nearest thing around it that is there. */
  at(pointer: string): Range {
    let found = valueIn(this.#tree.topNode);
    let range: Range = { from: 0, to: Math.min(1, this.text.length) };
    for (const token of pointer.split("/").slice(1)) {
      const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
      const next = found === null ? null : this.#inner(found, name);
      if (next === null) {
        break;
      }
      range = next.getChild("PropertyName") ?? next;
      found = next.name === "Property" ? next.lastChild : next;
    }
    return { from: range.from, to: range.to };
  }

  /** The tokens that lead to what is at a position, and the node there. */
  around(position: number, side: -1 | 0 | 1 = 0): { tokens: Token[]; node: SyntaxNode } {
    const node = this.#tree.resolveInner(position, side);
    const tokens: Token[] = [];
    for (let inner = node; inner.parent !== null; inner = inner.parent) {
      if (inner.name === "Property") {
        tokens.unshift(this.nameOf(inner));
      } else if (inner.parent.name === "Array" && inner.type.name !== "[") {
        let index = 0;
        for (let before = inner.prevSibling; before !== null; before = before.prevSibling) {
          index += Number(isValue(before));
        }
        tokens.unshift(index);
      }
    }
    return { tokens, node };
  }

  /** The names of the members that an object has. */
  namesIn(object: SyntaxNode): string[] {
    return object.getChildren("Property").map((property) => this.nameOf(property));
  }

  nameOf(property: SyntaxNode): string {
    const name = property.getChild("PropertyName");
    return name === null ? "" : this.#unquoted(name);
  }

  #inner(node: SyntaxNode, name: string): SyntaxNode | null {
    if (node.name === "Object") {
      return node.getChildren("Property").find((each) => this.nameOf(each) === name) ?? null;
    }
    let left = node.name === "Array" && /^(0|[1-9][0-9]*)$/.test(name) ? Number(name) : -1;
    for (let each = node.firstChild; each !== null && left >= 0; each = each.nextSibling) {
      if (isValue(each) && left-- === 0) {
        return each;
      }
    }
    return null;
  }

  #unquoted({ from, to }: Range): string {
    const text = this.text.sliceString(from, to);
    try {
      return String(JSON.parse(text));
    } catch {
      return text.slice(1);
    }
  }
}

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

function isValue({ name }: SyntaxNode): boolean {
  return VALUES.has(name);
}

function valueIn(top: SyntaxNode): SyntaxNode | null {
  let each = top.firstChild;
  while (each !== null && !isValue(each)) {
    each = each.nextSibling;
  }
  return each;
}
