// Generated from src/dlm_codegen/typescript/runtime/src/values.ts by `nox -s generate`. Do not edit.
/** Documents built in memory, judged as the text that they would be written as (EM-READ-6). */

import { MAX_BYTES, tooLarge } from "./encoding.js";
import { setMember, type Json } from "./json.js";
import { pointerTo, type Token } from "./pointer.js";
import { finding } from "./report.js";
import {
  characterFault,
  depthFault,
  Fault,
  MAX_DEPTH,
  numberFault,
  readingOf,
  type Reading,
} from "./scanner.js";
import { firstForbidden } from "./text.js";

/** As text, every value takes two bytes at least: itself and what parts it from the next. */
const LEAST_SIZE = 2;

/**
 * Takes over a value as a copy of plain objects and arrays, or finds its first fault.
 *
 * What JSON has no form for (`undefined`, a `Date`, a hole in an array) is `encoding/syntax`.
 */
export function readValue(value: unknown): Reading {
  return readingOf(() => new Copier().copy(value));
}

class Copier {
  readonly #path: Token[] = [];
  /** An array that holds another many times is small in memory and endless as text. */
  #bytesLeft = MAX_BYTES;

  copy(value: unknown): Json {
    this.#spend(LEAST_SIZE);
    switch (typeof value) {
      case "boolean":
        return value;
      case "number":
        return this.#number(value);
      case "string":
        return this.#text(value, "the string");
      case "object":
        return value === null ? null : this.#container(value);
      default:
        throw this.#syntax(`JSON has no value of type ${typeof value}`);
    }
  }

  #number(value: number): number {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      throw numberFault(Object.is(value, -0) ? "-0" : String(value), this.#path);
    }
    return value;
  }

  #text(text: string, what: string): string {
    this.#spend(text.length);
    const forbidden = firstForbidden(text);
    if (forbidden !== undefined) {
      throw characterFault(forbidden, this.#path, what);
    }
    return text;
  }

  #container(value: object): Json {
    if (this.#path.length === MAX_DEPTH) {
      throw depthFault(this.#path);
    }
    if (Array.isArray(value)) {
      return this.#array(value);
    }
    if (!isPlain(value)) {
      throw this.#syntax(`JSON has no value of ${classOf(value)}`);
    }
    return this.#object(value);
  }

  #array(value: readonly unknown[]): Json {
    const depth = this.#path.length;
    const copied: Json[] = [];
    // By index, so that a hole is met and reported.
    for (let index = 0; index < value.length; index++) {
      this.#path[depth] = index;
      copied.push(this.copy(value[index]));
    }
    this.#path.length = depth;
    return copied;
  }

  #object(value: object): Json {
    const depth = this.#path.length;
    const copied: Record<string, Json> = {};
    for (const name of Reflect.ownKeys(value)) {
      this.#path.length = depth;
      if (typeof name === "symbol") {
        throw this.#syntax(`a member name is a symbol; names are strings`);
      }
      this.#spend(LEAST_SIZE);
      this.#text(name, "a member name");
      this.#path[depth] = name;
      setMember(copied, name, this.copy((value as Record<string, unknown>)[name]));
    }
    this.#path.length = depth;
    return copied;
  }

  #spend(size: number): void {
    this.#bytesLeft -= size;
    if (this.#bytesLeft < 0) {
      throw new Fault(tooLarge());
    }
  }

  #syntax(message: string): Fault {
    return new Fault(finding("encoding/syntax", pointerTo(this.#path), message));
  }
}

/** Tells whether an object is no instance of a class, in whatever realm it was made. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Names the class of a value that is none of JSON, and says what to pass in its place. */
function classOf(value: object): string {
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name === "Promise") {
    return "class Promise; await it first";
  }
  return /^(?:ArrayBuffer|Blob|File|ReadableStream|Response)$/.test(name)
    ? `class ${name}; pass its bytes as a Uint8Array`
    : "this class; expected plain objects and arrays";
}
