// Generated from src/dlm_codegen/typescript/runtime/src/schemas.ts by `nox -s generate`. Do not edit.
/** The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)? */

import type { Code } from "./definition.js";
import type { Json, JsonObject } from "./json.js";
import { pointerTo, stepTo, type Token } from "./pointer.js";
import { compareInDocument, excerpt, factOf, finding, pathAt } from "./report.js";
import type { Finding, Found } from "./report.js";
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

/**
 * Finds the violations, in document order; codes are `schema/<keyword>` (SPEC section 5.5).
 *
 * At most so many are listed; `dropped` is how many there are that the document does not show.
 */
export function judgeSchema(
  document: Json,
  definition: VersionDefinition,
  most: number,
  dropped: number,
): Found | undefined {
  const validate: Validator = definition.validate;
  if (validate(document)) {
    return undefined;
  }
  const errors = validate.errors ?? [];
  validate.errors = null; // they would keep a hostile document's findings alive
  let place: Place = { path: "", pointer: "", tokens: [], value: document };
  const placed = errors.map((error) => {
    const { instancePath, keyword, params } = error;
    if (instancePath !== place.path) {
      place = placeOf(document, instancePath);
    }
    const member = params.missingProperty ?? params.additionalProperty;
    return { tokens: place.tokens, member, code: keyword, place, error };
  });
  const listed = placed.sort(compareInDocument).slice(0, most);
  const findings = listed.map(({ tokens, member, place: { pointer, value }, error }) => {
    const { message, ...compared } = complaint(error.keyword, error.params, value);
    const facts = { ...pathAt(document, tokens), ...compared };
    const code = `schema/${error.keyword}` as Code;
    return finding(code, member === undefined ? pointer : pointer + stepTo(member), message, facts);
  });
  return { findings, counts: { error: placed.length + dropped, warning: 0, note: 0 } };
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
