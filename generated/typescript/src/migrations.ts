// Generated from src/dlm_codegen/typescript/runtime/src/migrations.ts by `nox -s generate`. Do not edit.
/** Migrations between versions, executed from the published files (SPEC section 10). */

import { canonicalBytes } from "./canonical.js";
import { DEFINITIONS, LATEST, type Version } from "./definition.js";
import { InvalidManifestError, MigrationLossError } from "./errors.js";
import type { Json } from "./json.js";
import type { Manifests } from "./models.js";
import { down, up, type Draft, type Loss } from "./operations.js";
import type { Finding } from "./report.js";
import { judgeRules, type AnyManifest } from "./rules.js";
import { judgeSchema } from "./schemas.js";
import { accept, type Input } from "./validation.js";
import { lookup } from "./versions.js";

export interface MigrateOptions<To extends Version> {
  /** Version to migrate to; the latest unless said. */
  readonly to?: To;
  /** Whether to go on where something is lost; only migrating to an older version can lose. */
  readonly allowLoss?: boolean;
}

/** What a migration came to. */
export class Migration<To extends Version> {
  /** Version that the document had. */
  readonly from: Version;
  readonly to: To;
  readonly document: Manifests[To];
  /** What was not carried over; empty unless losses were allowed. */
  readonly losses: readonly Loss[];
  /** What the rules find in the outcome; errors among it do not stop a migration. */
  readonly findings: readonly Finding[];

  constructor(from: Version, to: To, document: Manifests[To], losses: readonly Loss[]) {
    this.from = from;
    this.to = to;
    this.document = document;
    this.losses = losses;
    this.findings = judgeRules(document as unknown as AnyManifest).first;
  }

  /** Writes the outcome in canonical form (SPEC section 9), whatever rules it breaks. */
  toBytes(): Uint8Array {
    return canonicalBytes(this.document);
  }
}

/**
 * Migrates a manifest of any version to another, one version at a time.
 *
 * What is passed in is not changed. Going up never loses anything, and going down again gives the
 * same document back. Rules that the manifest breaks do not stop it: `findings` of the outcome tells
 * of them.
 *
 * Throws `InvalidManifestError` for a manifest that its schema does not accept,
 * `UnknownVersionError` where there is no version `to`, and `MigrationLossError` where something
 * would be lost and `allowLoss` is not set, or where the older version cannot represent it at all.
 */
export function migrate<To extends Version = typeof LATEST>(
  input: Input,
  options: MigrateOptions<To> = {},
): Migration<To> {
  const to = lookup(options.to ?? LATEST).number as To;
  const { refusal, document, definition } = accept(input);
  if (refusal !== undefined) {
    throw new InvalidManifestError(refusal);
  }
  const losses = carry(document, definition.number, to);
  if (options.allowLoss === true ? losses.some(isUnrepresentable) : losses.length > 0) {
    throw new MigrationLossError(losses, definition.number, to);
  }
  return new Migration(definition.number, to, document as unknown as Manifests[To], losses);
}

function isUnrepresentable({ code }: Loss): boolean {
  return code === "loss/unrepresentable";
}

/**
 * Changes a document that its schema accepts, and returns what that loses.
 *
 * The first step whose outcome the older schema does not accept is the last.
 */
export function carry(document: Draft, from: Version, to: Version): Loss[] {
  const losses: Loss[] = [];
  for (const { number, migration } of DEFINITIONS) {
    if (number > from && number <= to) {
      up(migration, document);
    }
  }
  for (let position = DEFINITIONS.length - 1; position > 0; position--) {
    const newer = DEFINITIONS[position];
    const older = DEFINITIONS[position - 1];
    const isAsked = newer && older && newer.number <= from && older.number >= to;
    if (isAsked && !losses.some(isUnrepresentable)) {
      const pointers = (outcome: Json) =>
        judgeSchema(older, outcome).first.map((found) => found.pointer);
      losses.push(...down(newer.migration, document, pointers));
    }
  }
  return losses;
}
