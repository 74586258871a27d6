// Generated from src/dlm_codegen/typescript/runtime/conformance/conformance.mjs by `nox -s generate`. Do not edit.
/**
 * This package behind the batch protocol of the conformance corpus: a JSON object a line, in turn.
 *
 *   dlm-schema conformance run -- node conformance/conformance.mjs
 */

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import { InvalidManifestError, migrate, MigrationLossError, validate } from "dlm-export-manifest";

/** @import { Report, Version } from "dlm-export-manifest" */

const PROTOCOL = 1;

const { name, version } = /** @type {{ name: string, version: string }} */ (
  createRequire(import.meta.url)("dlm-export-manifest/package.json")
);

/**
 * @typedef {{ id: number, type: string, protocol?: number, input?: string, to?: number, allow_loss?: boolean }} Request
 */

/**
 * @param {Request} request
 * @returns {object}
 */
function answer(request) {
  try {
    return answerTo(request);
  } catch (error) {
    return { error: String(error) };
  }
}

/**
 * @param {Request} request
 * @returns {object}
 */
function answerTo(request) {
  switch (request.type) {
    case "start":
      if (request.protocol !== PROTOCOL) {
        throw new Error(`this is protocol ${PROTOCOL}`);
      }
      return {
        name,
        language: "TypeScript",
        version,
        levels: ["encoding", "schema", "rules", "migrations"],
        detail: "full",
      };
    case "validate":
      return judged(validate(inputOf(request)));
    case "migrate":
      return migrated(request);
    default:
      throw new Error(`requests of type ${request.type} are not answered`);
  }
}

/** @param {Request} request */
function migrated(request) {
  const input = inputOf(request);
  const to = /** @type {Version} */ (request.to);
  try {
    const migration = migrate(input, { to, allowLoss: request.allow_loss === true });
    const output = Buffer.from(migration.toBytes()).toString("base64");
    return { valid: true, version: migration.from, errors: [], output, losses: migration.losses };
  } catch (error) {
    if (error instanceof MigrationLossError) {
      const { losses } = error;
      return { valid: true, version: error.from, errors: [], output: null, losses };
    }
    if (error instanceof InvalidManifestError) {
      return { ...judged(error.report), output: null, losses: [] };
    }
    throw error;
  }
}

/** @param {Report} report */
function judged({ ok, version, findings }) {
  const errors = findings.map(({ code, pointer }) => ({ code, pointer }));
  return { valid: ok, version, errors };
}

/**
 * @param {Request} request
 * @returns {Uint8Array}
 */
function inputOf({ input }) {
  if (typeof input !== "string") {
    throw new Error("input must be base64");
  }
  return Buffer.from(input, "base64");
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const request = /** @type {Request} */ (JSON.parse(line));
  process.stdout.write(`${JSON.stringify({ id: request.id, ...answer(request) })}\n`);
}
