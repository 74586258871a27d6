/** The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)? */

import { VALIDATORS, type Code } from "./definition.js";
import type { Json, JsonObject } from "./json.js";
import { pointerTo, stepTo, type Token } from "./pointer.js";
import { excerpt, factOf, finding, inDocumentOrder, pathAt } from "./report.js";
import type { Finding, Placed } from "./report.js";
import { lengthInCodePoints } from "./text.js";
import type { VersionDefinition } from "./versions.js";

/** A schema, compiled by Ajv; `errors` is about the value judged last. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

/** What Ajv says about a keyword that does not hold. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: ValidatorParameters;
}

interface ValidatorParameters {
  readonly additionalProperty?: string;
  readonly allowedValue?: Json;
  readonly allowedValues?: readonly Json[];
  readonly limit?: number;
  readonly missingProperty?: string;
  readonly pattern?: string;
  /** What a text that matches the pattern is, in words. */
  readonly requirement?: string;
  readonly type?: string | readonly string[];
}

/** The violations that come first in a document, and how many there are. */
export interface Violations {
  readonly first: readonly Finding[];
  readonly count: number;
}

/** Judges a document; codes are `schema/<keyword>` (SPEC section 5.5). */
export function judgeSchema(
  document: Json,
  definition: VersionDefinition,
  most = Infinity,
): Violations {
  const validate = VALIDATORS[definition.number];
  if (validate(document)) {
    return { first: [], count: 0 };
  }
  const errors = validate.errors ?? [];
  validate.errors = null; // they would keep a hostile document's findings alive
  return { first: inDocumentOrder(placed(document, errors), most), count: errors.length };
}

function* placed(document: Json, errors: readonly ValidatorError[]): Generator<Placed> {
  let place: Place = { path: "", pointer: "", tokens: [], value: document };
  for (const { instancePath, keyword, params } of errors) {
    if (instancePath !== place.path) {
      place = placeOf(document, instancePath);
    }
    const { tokens, value } = place;
    const member = params.missingProperty ?? params.additionalProperty;
    const pointer = member === undefined ? place.pointer : place.pointer + stepTo(member);
    const { message, ...compared } = complaint(keyword, params, value);
    // One artifact can have millions of members that are not defined: these go without its path.
    const about = params.additionalProperty === undefined ? pathAt(document, tokens) : {};
    const facts = { ...about, ...compared };
    const found = finding(`schema/${keyword}` as Code, pointer, message, facts);
    yield { tokens, member, finding: found };
  }
}

/** A value of a document, and where it is; `path` is what Ajv calls that. */
interface Place {
  readonly path: string;
  readonly pointer: string;
  readonly tokens: readonly Token[];
  readonly value: Json;
}

function placeOf(document: Json, path: string): Place {
  const tokens: Token[] = [];
  let value = document;
  // Paths lead through members that the schema defines, whose names need no escape.
  for (const name of path.split("/").slice(1)) {
    const token = Array.isArray(value) ? Number(name) : name;
    value = (value as JsonObject)[token] ?? null;
    tokens.push(token);
  }
  return { path, pointer: pointerTo(tokens), tokens, value };
}

type Complaint = Pick<Finding, "message" | "expected" | "observed">;

function complaint(keyword: string, params: ValidatorParameters, value: Json): Complaint {
  const { allowedValue = null, allowedValues = [], limit = 0, type = [] } = params;
  switch (keyword) {
    case "required":
      return { message: `the member ${excerpt(params.missingProperty)} is missing` };
    case "additionalProperties":
      return {
        message: `the member ${excerpt(params.additionalProperty)} is not defined in this version`,
      };
    case "type":
      return compared(`expected ${[type].flat().join(" or ")}`, type, value);
    case "enum":
      return compared(
        `expected one of ${allowedValues.map(String).join(", ")}`,
        allowedValues,
        value,
      );
    case "const":
      return compared(`expected ${excerpt(allowedValue)}`, allowedValue, value);
    case "pattern":
      return compared(params.requirement ?? "", params.pattern ?? "", value);
    case "minLength":
      return compared(`expected at least ${limit} characters`, limit, lengthOf(value));
    case "maxLength":
      return compared(`expected at most ${limit} characters`, limit, lengthOf(value));
    case "maxItems":
      return compared(`expected at most ${limit} entries`, limit, lengthOf(value));
    case "minimum":
      return compared(`expected at least ${limit}`, limit, value);
    case "maximum":
      return compared(`expected at most ${limit}`, limit, value);
    default:
      return { message: `the keyword ${keyword} does not hold` };
  }
}

function compared(expectation: string, expected: Json, found: Json): Complaint {
  const stop = expectation.includes(",") ? ";" : ",";
  const message = `${expectation}${stop} found ${excerpt(found)}`;
  return { message, expected, observed: factOf(found) };
}

function lengthOf(value: Json): number {
  return typeof value === "string" ? lengthInCodePoints(value) : (value as readonly Json[]).length;
}
