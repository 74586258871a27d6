/** The schema layer: does the JSON Schema of the claimed version hold (SPEC section 5)? */

import type { Code } from "./definition.js";
import type { Json, JsonObject } from "./json.js";
import {
  excerpt,
  finding,
  inDocumentOrder,
  pointerTo,
  stepTo,
  type Finding,
  type Token,
} from "./report.js";
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
  readonly type?: string | readonly string[];
}

/** Returns every violation in document order; codes are `schema/<keyword>` (SPEC section 5.5). */
export function judgeSchema(document: Json, definition: VersionDefinition): Finding[] {
  const validate: Validator = definition.validate;
  if (validate(document)) {
    return [];
  }
  const errors = validate.errors ?? [];
  validate.errors = null; // they would keep a hostile document's findings alive
  let place: Place = { path: "", pointer: "", tokens: [], value: document };
  return inDocumentOrder(
    errors.map(({ instancePath, keyword, params }) => {
      if (instancePath !== place.path) {
        place = placeOf(document, instancePath);
      }
      const { tokens, value } = place;
      const member = params.missingProperty ?? params.additionalProperty;
      const pointer = member === undefined ? place.pointer : place.pointer + stepTo(member);
      const code = `schema/${keyword}` as Code;
      return { tokens, member, finding: finding(code, pointer, complaint(keyword, params, value)) };
    }),
  );
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

function complaint(keyword: string, params: ValidatorParameters, value: Json): string {
  const limit = params.limit ?? 0;
  switch (keyword) {
    case "required":
      return `the member ${excerpt(params.missingProperty)} is missing`;
    case "additionalProperties":
      return `the member ${excerpt(params.additionalProperty)} is not defined in this version`;
    case "type":
      return `expected ${[params.type].flat().join(" or ")}, found ${excerpt(value)}`;
    case "enum":
      return `expected one of ${params.allowedValues?.map(String).join(", ") ?? ""}; found ${excerpt(value)}`;
    case "const":
      return `expected ${excerpt(params.allowedValue)}, found ${excerpt(value)}`;
    case "pattern":
      return `${excerpt(value)} does not match ${params.pattern ?? ""}`;
    case "minLength":
      return `expected at least ${limit} characters, found ${lengthOf(value)}`;
    case "maxLength":
      return `expected at most ${limit} characters, found ${lengthOf(value)}`;
    case "maxItems":
      return `expected at most ${limit} entries, found ${excerpt(value)}`;
    case "minimum":
      return `expected at least ${limit}, found ${excerpt(value)}`;
    case "maximum":
      return `expected at most ${limit}, found ${excerpt(value)}`;
    default:
      return `the keyword ${keyword} does not hold`;
  }
}

function lengthOf(value: Json): number {
  return typeof value === "string" ? lengthInCodePoints(value) : 0;
}
