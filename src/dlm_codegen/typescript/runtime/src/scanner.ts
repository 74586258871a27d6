/**
 * Reading a JSON text from left to right, up to its first fault (SPEC section 3).
 *
 * What the encoding layer accepts is defined here: `JSON.parse` hides what is at fault (a repeated
 * name, `1.0`, `-0`, 2^53 + 1, a lone surrogate). Of the value only that is kept which some schema
 * looks at, so that a hostile document costs little more than its text.
 */

import { firstOf } from "./first.js";
import { LEFT_OUT, setMember, type Json } from "./json.js";
import { pointerTo, type Token } from "./pointer.js";
import { excerpt, finding, type Finding } from "./report.js";
import { compareCodePoints, FORBIDDEN, firstForbidden, hashable, unhashed } from "./text.js";

export const MAX_DEPTH = 16;
/** So many that recursion is safe. */
const MAX_LAX_DEPTH = 200;

const LONGEST_SHOWN = 40;
const LONG_TEXT = 256 * 1024;
/** Engines copy a slice of a few characters, quotation marks included, by themselves. */
const LONGEST_COPIED = 14;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

const LITERALS = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;
const LAX_LITERALS = [...LITERALS, ["NaN", NaN], ["Infinity", NaN]] as const;
/** What ends a string, begins an escape or may not be in a string. */
const SPECIAL = new RegExp(`["\\\\]|${FORBIDDEN.source}`, "gu");
const LAX_SPECIAL = /["\\\p{Cs}\0-\x1f]/gu;
const ESCAPE =
  /\\(?:["\\/bfnrt]|u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** The value of a text without fault, or the fault. */
export type Reading =
  | { readonly value: Json; readonly fault?: never }
  | { readonly value?: never; readonly fault: Finding };

/**
 * What is kept of the value at a place of a document.
 *
 * Of an object these are the values of `members`, some names of others, whose values are null, and how
 * many there are; of an array the first `most` entries, and how many there are.
 */
export interface Shape {
  readonly members: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly most?: number;
}

/**
 * Reads a text up to the first fault in the order of SPEC section 3.6.
 *
 * Of the names of an object that no shape has, `most` are kept, the first by code points: a report
 * lists no more. One is kept in any case, so that no schema accepts the object.
 *
 * Laxly, what Python's json writes is read, which DLM's own files are: with any number and NaN, that
 * is NaN here unless it is an integer, and with any character that JSON allows.
 */
export function scan(text: string, shape: Shape, most = 1, isLax = false): Reading {
  return readingOf(() => new Scanner(text, most, isLax).document(shape));
}

/** Returns what a function reads, or the fault that it throws. */
export function readingOf(read: () => Json): Reading {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Fault) {
      return { fault: error.finding };
    }
    throw error;
  }
}

export function numberFault(shown: string, path: readonly Token[]): Fault {
  const limit = Number.MAX_SAFE_INTEGER;
  const message = `${shown} is not a plain integer between -${limit} and ${limit}`;
  return new Fault(finding("encoding/number", pointerTo(path), message));
}

export function characterFault(codePoint: number, path: readonly Token[], what: string): Fault {
  const shown = codePoint.toString(16).toUpperCase().padStart(4, "0");
  const message =
    `${what} holds U+${shown}; control characters, line and paragraph separators, lone ` +
    "surrogates and noncharacters are not allowed";
  return new Fault(finding("encoding/character", pointerTo(path), message));
}

export function depthFault(path: readonly Token[]): Fault {
  const message = `nested more than ${MAX_DEPTH} deep`;
  return new Fault(finding("encoding/depth", pointerTo(path), message));
}

/** Leaves a reader where the first fault is found. */
export class Fault extends Error {
  readonly finding: Finding;

  constructor(found: Finding) {
    super(found.message);
    this.finding = found;
  }
}

/** One pass over a text; its recursion is bounded by the depth that is allowed. */
class Scanner {
  readonly #text: string;
  readonly #most: number;
  readonly #isLax: boolean;
  #position = 0;
  /** For each container that is open, the name or index of the value being read. */
  readonly #tokens: Token[] = [];
  #depth = 0;

  constructor(text: string, most: number, isLax: boolean) {
    this.#text = text;
    this.#most = Math.max(1, most);
    this.#isLax = isLax;
  }

  document(shape: Shape): Json {
    this.#skipSpace();
    const value = this.#value(shape);
    this.#skipSpace();
    if (this.#position !== this.#text.length) {
      throw this.#syntax("expected the end of the document");
    }
    return value;
  }

  /** Reads a value; without a shape nobody looks at it. */
  #value(shape: Shape | undefined): Json {
    const unit = this.#peek();
    if (unit === QUOTE) {
      return this.#textOf("the string");
    }
    if (unit === OPENING_BRACE || unit === OPENING_BRACKET) {
      if (this.#depth === (this.#isLax ? MAX_LAX_DEPTH : MAX_DEPTH)) {
        throw depthFault(this.#path());
      }
      this.#position++;
      this.#skipSpace();
      return unit === OPENING_BRACE ? this.#members(shape) : this.#entries(shape);
    }
    return unit === MINUS || isDigit(unit) ? this.#number() : this.#literal();
  }

  #entries(shape: Shape | undefined): Json {
    const entries: Json[] = [];
    if (this.#peek() === CLOSING_BRACKET) {
      this.#position++;
      return entries;
    }
    const { items, most = 0 } = shape ?? {};
    const depth = this.#depth++;
    let index = 0;
    do {
      this.#tokens[depth] = index++;
      const entry = this.#value(items);
      if (index <= most) {
        entries.push(entry);
      }
    } while (!this.#ends(CLOSING_BRACKET));
    this.#depth = depth;
    if (shape !== undefined) {
      entries.length = index;
    }
    return entries;
  }

  #members(shape: Shape | undefined): Json {
    const members: Members = {};
    if (this.#peek() === CLOSING_BRACE) {
      this.#position++;
      return members;
    }
    const names = new Set<string>();
    const depth = this.#depth;
    let others = 0;
    do {
      // A fault in a name belongs to the object, so the path ends there until the name is read.
      this.#depth = depth;
      if (this.#peek() !== QUOTE) {
        throw this.#syntax("expected a member name in double quotes");
      }
      const name = this.#textOf("a member name");
      this.#depth = depth + 1;
      this.#tokens[depth] = name;
      if (names.size === names.add(hashable(name)).size) {
        const message = `the member ${excerpt(name)} occurs twice in its object`;
        throw new Fault(finding("encoding/duplicate-member", pointerTo(this.#path()), message));
      }
      this.#skipSpace();
      if (this.#peek() !== COLON) {
        throw this.#syntax("expected ':' after the member name");
      }
      this.#position++;
      this.#skipSpace();
      const inner = shape && Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
      const value = this.#value(inner);
      if (inner !== undefined) {
        members[name] = value;
      } else {
        others++;
      }
    } while (!this.#ends(CLOSING_BRACE));
    this.#depth = depth;
    if (shape !== undefined && others > 0) {
      const kept = firstOf(besides(names, shape.members), compareCodePoints, this.#most);
      for (const name of kept) {
        setMember(members, name, null);
      }
      members[LEFT_OUT] = others - kept.length;
    }
    return members;
  }

  /** Reads what follows a value in a container, and tells whether that closes it. */
  #ends(closing: number): boolean {
    this.#skipSpace();
    const unit = this.#peek();
    if (unit === COMMA) {
      this.#position++;
      this.#skipSpace();
      return false;
    }
    if (unit !== closing) {
      throw this.#syntax(`expected ',' or '${String.fromCharCode(closing)}'`);
    }
    this.#position++;
    return true;
  }

  /** Reads a string or a name. */
  #textOf(what: string): string {
    const text = this.#text;
    const start = this.#position++;
    const special = this.#isLax ? LAX_SPECIAL : SPECIAL;
    let escaped = false;
    for (;;) {
      special.lastIndex = this.#position;
      if (!special.test(text)) {
        this.#position = text.length;
        throw this.#syntax("unterminated string");
      }
      const found = text.charCodeAt(special.lastIndex - 1);
      if (found === QUOTE) {
        this.#position = special.lastIndex;
        break;
      }
      if (found === BACKSLASH) {
        this.#position = special.lastIndex - 1;
      }
      const codePoint = found === BACKSLASH ? this.#escape() : this.#forbidden(special);
      if (codePoint !== undefined) {
        throw characterFault(codePoint, this.#path(), what);
      }
      escaped = true;
    }
    // A slice that is not copied would keep a long text alive for as long as a report shows it.
    const kept = text.length > LONG_TEXT && this.#position - start > LONGEST_COPIED;
    return escaped || kept
      ? (JSON.parse(text.slice(start, this.#position)) as string)
      : text.slice(start + 1, this.#position - 1);
  }

  /** Returns the code point of what an expression finds that may not be in a string. */
  #forbidden(special: RegExp): number | undefined {
    special.lastIndex = this.#position;
    return special.exec(this.#text)?.[0].codePointAt(0);
  }

  /** Reads an escape, or the two that make a surrogate pair; returns what may not be escaped. */
  #escape(): number | undefined {
    const next = this.#text.charCodeAt(this.#position + 1);
    if (next === QUOTE || next === BACKSLASH) {
      this.#position += 2; // Many of these would take long by what follows.
      return undefined;
    }
    ESCAPE.lastIndex = this.#position;
    const [escape] = ESCAPE.exec(this.#text) ?? [];
    if (escape === undefined) {
      throw this.#syntax("bad escape in a string");
    }
    this.#position += escape.length;
    const character = JSON.parse(`"${escape}"`) as string;
    return this.#isLax && character.isWellFormed() ? undefined : firstForbidden(character);
  }

  #number(): number {
    NUMBER.lastIndex = this.#position;
    const [token] = NUMBER.exec(this.#text) ?? [];
    if (token === undefined) {
      if (this.#isLax && this.#text.startsWith("-Infinity", this.#position)) {
        this.#position += "-Infinity".length;
        return NaN;
      }
      throw this.#syntax("expected a JSON value");
    }
    this.#position += token.length;
    if (this.#isLax) {
      return /[.eE]/.test(token) ? NaN : Number(token.slice(0, LONGEST_SHOWN));
    }
    const value = Number(token);
    if (!Number.isSafeInteger(value) || String(value) !== token) {
      const isShown = token.length <= LONGEST_SHOWN;
      throw numberFault(isShown ? token : `a number of ${token.length} characters`, this.#path());
    }
    return value;
  }

  #literal(): Json {
    for (const [literal, value] of this.#isLax ? LAX_LITERALS : LITERALS) {
      if (this.#text.startsWith(literal, this.#position)) {
        this.#position += literal.length;
        return value;
      }
    }
    throw this.#syntax("expected a JSON value");
  }

  #skipSpace(): void {
    let position = this.#position;
    while (isSpace(this.#text.charCodeAt(position))) {
      position++;
    }
    this.#position = position;
  }

  /** Returns the unit at the position; NaN, which equals nothing, at the end. */
  #peek(): number {
    return this.#text.charCodeAt(this.#position);
  }

  #path(): readonly Token[] {
    return this.#tokens.slice(0, this.#depth);
  }

  #syntax(expected: string): Fault {
    let line = 1;
    let lineStart = 0;
    for (let end = this.#text.indexOf("\n"); end >= 0 && end < this.#position;) {
      line++;
      lineStart = end + 1;
      end = this.#text.indexOf("\n", lineStart);
    }
    const column = this.#position - lineStart + 1;
    const seen = this.#text.codePointAt(this.#position);
    const found =
      seen === undefined ? "the document ends" : `found ${excerpt(String.fromCodePoint(seen))}`;
    const message = `line ${line}, column ${column}: ${expected}, ${found}`;
    return new Fault(finding("encoding/syntax", "", message));
  }
}

type Members = Record<string, Json> & { [LEFT_OUT]?: number };

/** Returns the names that an object does not have. */
function* besides(names: Iterable<string>, others: object): Generator<string> {
  for (const key of names) {
    const name = unhashed(key);
    if (!Object.hasOwn(others, name)) {
      yield name;
    }
  }
}

function isSpace(unit: number): boolean {
  return (
    unit <= SPACE &&
    (unit === SPACE || unit === LINE_FEED || unit === CARRIAGE_RETURN || unit === TAB)
  );
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
