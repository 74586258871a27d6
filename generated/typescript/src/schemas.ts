// Generated from src/dlm_codegen/typescript/runtime/src/schemas.ts by `nox -s generate`. Do not edit.
/**
 * The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)?
 *
 * A compiled schema gives the verdict. Where that is no, the keywords are walked in the order of the
 * document, and each member at fault is named: what a report has no room for is counted alone.
 */

import { SCHEMAS, type Code, type Version } from "./definition.js";
import { firstOf } from "./first.js";
import { isObject, leftOutOf, type Json, type JsonObject } from "./json.js";
import { pointerTo, type Token } from "./pointer.js";
import { countsOf, excerpt, factOf, finding, pathAt, type Finding, type Found } from "./report.js";
import { compareCodePoints, isText, lengthInCodePoints } from "./text.js";
import type { VersionDefinition } from "./versions.js";

/** What a schema asserts, by the keywords that published schemas have (SPEC appendix B). */
export interface Schema {
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly additionalProperties?: false;
  readonly const?: Json;
  /** Beside a pattern: what a text that matches it is, in words. */
  readonly description?: string;
  readonly enum?: readonly Json[];
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly type?: string | readonly string[];
}

/** Judges a document; codes are `schema/<keyword>` (SPEC section 5.5). */
export function judgeSchema(definition: VersionDefinition, document: Json, most = Infinity): Found {
  const { number } = definition;
  if (quotesIn(number, document) >= 0) {
    return { first: [], counts: countsOf([]) };
  }
  const found = explain(SCHEMAS[number], document, most);
  if (found.counts.error === 0) {
    throw new Error(`defect: version ${number} refuses a document, and no keyword says why`);
  }
  return found;
}

/** Counts the quotation marks that a value takes as text; NaN where its schema does not hold. */
type Measure = (value: unknown) => number;

const measures: Partial<Record<Version, Measure>> = {};

/** Counts the quotation marks of a document as text; NaN where the schema of a version refuses it. */
export function quotesIn(version: Version, document: unknown): number {
  measures[version] ??= measureOf(SCHEMAS[version], SCHEMAS[version]);
  return measures[version](document);
}

function measureOf(given: Schema, root: Schema): Measure {
  const schema = resolved(given, root);
  const [type, isNullable] = [schema.type].flat();
  const { maximum = 0, maxItems = 0, maxLength = 0, minimum = 0, minLength = 0 } = schema;
  if (isNullable !== undefined) {
    const measure = measureOf({ ...schema, type: type ?? "" }, root);
    return (value) => (value === null ? 0 : measure(value));
  }
  if (schema.enum !== undefined) {
    const options: readonly unknown[] = schema.enum;
    return (value) => (options.includes(value) ? 2 : NaN);
  }
  switch (type) {
    case "object": {
      const members = Object.entries(schema.properties ?? {});
      const measures = new Map(members.map(([name, member]) => [name, measureOf(member, root)]));
      return (value) => {
        const names = isObject(value) ? Object.keys(value) : [];
        let quotes = names.length === measures.size ? 2 * measures.size : NaN;
        for (let index = 0; quotes >= 0 && index < names.length; index++) {
          const name = names[index] ?? "";
          quotes += measures.get(name)?.((value as JsonObject)[name]) ?? NaN;
        }
        return quotes;
      };
    }
    case "array": {
      const measure = measureOf(schema.items ?? {}, root);
      return (value) => {
        if (!Array.isArray(value) || value.length > maxItems) {
          return NaN;
        }
        let quotes = 0;
        for (let index = 0; quotes >= 0 && index < value.length; index++) {
          quotes += measure(value[index]);
        }
        return quotes;
      };
    }
    case "string": {
      const pattern = quickPattern(schema.pattern ?? "", maxLength);
      return (value) => (isText(value, minLength, maxLength) && pattern.test(value) ? 2 : NaN);
    }
    case "integer": {
      const [least, most] =
        typeof schema.const === "number" ? [schema.const, schema.const] : [minimum, maximum];
      return (value) =>
        Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? 0 : NaN;
    }
    default:
      return (value) => (typeof value === "boolean" ? 0 : NaN);
  }
}

/** A class or an escape, which are left alone; bounds; and a group. */
const PIECE = /\[(?:\\.|[^\]\\])*\]|\\.|\{([01]),([0-9]+)\}|\(/g;

/**
 * Returns an expression that holds for the same texts of up to so many characters, sooner.
 *
 * It captures nothing, and counts no repetition that only the length of a text bounds.
 */
export function quickPattern(pattern: string, longest: number): RegExp {
  const quick = pattern.replace(PIECE, (piece, least?: string, most?: string) => {
    if (most === undefined) {
      return piece === "(" ? "(?:" : piece;
    }
    return Number(most) < longest ? piece : least === "0" ? "*" : "+";
  });
  return new RegExp(quick, "u");
}

function resolved(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.slice("#/$defs/".length) ?? "";
  return root.$defs?.[name] ?? schema;
}

/** Finds the violations of a schema, in the order of the document. */
export function explain(schema: Schema, document: Json, most = Infinity): Found {
  const walk = new Walk(schema, document, most);
  walk.judge(schema, document);
  return walk;
}

/** One pass over a document; `first` is in order, because members are visited in order. */
class Walk implements Found {
  readonly first: Finding[] = [];
  readonly counts = { error: 0, warning: 0, note: 0 };
  readonly #root: Schema;
  readonly #document: Json;
  readonly #most: number;
  readonly #tokens: Token[] = [];

  constructor(root: Schema, document: Json, most: number) {
    this.#root = root;
    this.#document = document;
    this.#most = most;
  }

  judge(given: Schema, value: Json): void {
    const schema = resolved(given, this.#root);
    for (const keyword of KEYWORDS) {
      const found = schema[keyword] === undefined ? undefined : complaint(keyword, schema, value);
      if (found !== undefined) {
        this.#add(keyword, found);
        if (keyword === "maxLength") {
          return; // Of a text past its limit nothing else is asked.
        }
      }
    }
    const { items, maxItems = Infinity, properties } = schema;
    if (properties !== undefined && isObject(value)) {
      this.#members(properties, schema.required ?? [], value);
    } else if (items !== undefined && Array.isArray(value) && value.length <= maxItems) {
      for (const [index, entry] of value.entries()) {
        this.#within(index, () => {
          this.judge(items, entry as Json);
        });
      }
    }
  }

  #members(
    properties: Readonly<Record<string, Schema>>,
    required: readonly string[],
    value: JsonObject,
  ): void {
    const others = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
    const room = this.#most - this.first.length;
    const listed = firstOf(others, compareCodePoints, room);
    for (const name of [...Object.keys(properties), ...listed].sort(compareCodePoints)) {
      this.#within(name, () => {
        const member = Object.hasOwn(value, name) ? value[name] : undefined;
        const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
        if (schema === undefined) {
          const message = `the member ${excerpt(name)} is not defined in this version`;
          this.#add("additionalProperties", { message });
        } else if (member !== undefined) {
          this.judge(schema, member);
        } else if (required.includes(name)) {
          this.#add("required", { message: `the member ${excerpt(name)} is missing` });
        }
      });
    }
    this.counts.error += others.length - listed.length + leftOutOf(value);
  }

  #within(token: Token, visit: () => void): void {
    this.#tokens.push(token);
    visit();
    this.#tokens.pop();
  }

  #add(keyword: string, complaint: Complaint): void {
    this.counts.error++;
    if (this.first.length < this.#most) {
      const code = `schema/${keyword}` as Code;
      // One artifact can have millions of members that are not defined: these go without its path.
      const about = keyword === "additionalProperties" ? {} : pathAt(this.#document, this.#tokens);
      const { message, ...compared } = complaint;
      const pointer = pointerTo(this.#tokens);
      this.first.push(finding(code, pointer, message, { ...about, ...compared }));
    }
  }
}

type Complaint = Pick<Finding, "message" | "expected" | "observed">;

/** What is asked of a value itself, in the order of the codes. */
const KEYWORDS = [
  "const",
  "enum",
  "maxItems",
  "maxLength",
  "maximum",
  "minLength",
  "minimum",
  "pattern",
  "type",
] as const;

/** Says what is wrong with a value by one keyword of its schema, if something is. */
function complaint(
  keyword: (typeof KEYWORDS)[number],
  schema: Schema,
  value: Json,
): Complaint | undefined {
  const { const: only = null, enum: options = [], pattern = "", type = [] } = schema;
  switch (keyword) {
    case "const":
      return value === only ? undefined : compared(`expected ${excerpt(only)}`, only, value);
    case "enum":
      return (options as readonly unknown[]).includes(value)
        ? undefined
        : compared(`expected one of ${options.map(String).join(", ")}`, options, value);
    case "pattern":
      return typeof value !== "string" || new RegExp(pattern, "u").test(value)
        ? undefined
        : compared(schema.description ?? "", pattern, value);
    case "type": {
      const types = [type].flat();
      return types.some((name) => TYPES[name]?.(value))
        ? undefined
        : compared(`expected ${types.join(" or ")}`, type, value);
    }
    default: {
      const limit = schema[keyword] ?? 0;
      const size = sizeFor(keyword, value);
      if (size === undefined || isWithin(size, keyword, limit)) {
        return undefined;
      }
      const bound = keyword.startsWith("min") ? "at least" : "at most";
      return compared(`expected ${bound} ${limit}${UNITS[keyword]}`, limit, size);
    }
  }
}

const UNITS = {
  maxItems: " entries",
  maxLength: " characters",
  maximum: "",
  minLength: " characters",
  minimum: "",
} as const;

/** Returns what a keyword limits of a value: its length, or the integer itself; else nothing. */
export function sizeFor(keyword: string, value: Json): number | undefined {
  if (keyword.endsWith("Length")) {
    return typeof value === "string" ? lengthInCodePoints(value) : undefined;
  }
  if (keyword.endsWith("Items")) {
    return Array.isArray(value) ? value.length : undefined;
  }
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

export function isWithin(size: number, keyword: string, limit: number): boolean {
  return keyword.startsWith("min") ? size >= limit : size <= limit;
}

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

function compared(expectation: string, expected: Json, found: Json): Complaint {
  const stop = expectation.includes(",") ? ";" : ",";
  const message = `${expectation}${stop} found ${excerpt(found)}`;
  return { message, expected, observed: factOf(found) };
}
