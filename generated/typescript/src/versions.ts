// Generated from src/dlm_codegen/typescript/runtime/src/versions.ts by `nox -s generate`. Do not edit.
/** The published versions, and which of them a document claims (SPEC section 4). */

import {
  DEFINITIONS,
  LATEST,
  VERSIONS,
  WITHOUT_TARGET,
  WITH_TARGET,
  type Version,
} from "./definition.js";
import { UnknownVersionError } from "./errors.js";
import { isObject } from "./json.js";
import type { Operation } from "./operations.js";
import { excerpt, factOf, finding, type Finding } from "./report.js";

/** One version of the export manifest, as a value that is looked up. */
export interface VersionDefinition {
  readonly number: Version;
  readonly status: "draft" | "frozen";
  /** Path of its JSON Schema among the published files. */
  readonly schemaPath: string;
  /** Whether its documents carry `schema_version`. */
  readonly namesItself: boolean;
  /** The step that leads up to it; empty for the oldest. */
  readonly migration: readonly Operation[];
}

export const VERSION_MEMBER = "schema_version";
export const TARGET_MEMBER = "target";

/** Returns what is known about a version, or throws `UnknownVersionError`. */
export function lookup(number: unknown): VersionDefinition {
  const definition = DEFINITIONS.find((known) => known.number === number);
  if (definition === undefined) {
    throw new UnknownVersionError(number, VERSIONS);
  }
  return definition;
}

/** The version that a value claims, or the finding that says why there is none. */
export type Claim =
  | { readonly definition: VersionDefinition; readonly finding?: never }
  | { readonly definition?: never; readonly finding: Finding };

/** Tells which version a value claims: `schema_version` decides where present, else `target`. */
export function claimedVersion(value: unknown): Claim {
  if (!isObject(value)) {
    const message = `expected an object, found ${excerpt(value)}`;
    const facts = { expected: "object", observed: factOf(value) };
    return { finding: finding("version/not-an-object", "", message, facts) };
  }
  if (!Object.hasOwn(value, VERSION_MEMBER)) {
    return {
      definition: lookup(Object.hasOwn(value, TARGET_MEMBER) ? WITH_TARGET : WITHOUT_TARGET),
    };
  }
  const number = value[VERSION_MEMBER];
  const pointer = `/${VERSION_MEMBER}`;
  if (typeof number !== "number" || !Number.isInteger(number)) {
    const message = `expected an integer, found ${excerpt(number)}`;
    const facts = { expected: "integer", observed: factOf(number) };
    return { finding: finding("version/not-an-integer", pointer, message, facts) };
  }
  const definition = DEFINITIONS.find((known) => known.number === number);
  if (definition?.namesItself === true) {
    return { definition };
  }
  const expected = DEFINITIONS.filter((known) => known.namesItself).map((known) => known.number);
  const facts = { expected, observed: number };
  return {
    finding: finding("version/unsupported", pointer, complaint(number, definition), facts),
  };
}

function complaint(number: number, definition: VersionDefinition | undefined): string {
  if (definition !== undefined) {
    return (
      `export manifests of version ${number} carry no ${VERSION_MEMBER}; a store's manifest.json ` +
      "does, and is no export manifest"
    );
  }
  return number > LATEST
    ? `version ${number} is newer than ${LATEST}; read it with a newer release`
    : `there is no version ${number}`;
}
