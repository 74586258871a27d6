// Generated from src/dlm_codegen/typescript/runtime/conformance/conformance.mjs by `nox -s generate`. Do not edit.
/**
 * This package behind the batch protocol of the conformance corpus: a JSON object a line, in turn.
 *
 *   dlm-schema conformance run -- node conformance/conformance.mjs
 */

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import { InvalidManifestError, migrate, MigrationLossError, validate } from "dlm-export-manifest";
import { checkStore, verify } from "dlm-export-manifest/node";

import { canonicalBytes } from "../dist/canonical.js";
import { down, up } from "../dist/operations.js";
import { explain } from "../dist/schemas.js";

/** @import { Finding, Json, Report, Version } from "dlm-export-manifest" */
/** @import { Draft, Operation } from "../dist/operations.js" */
/** @import { Schema } from "../dist/schemas.js" */

const PROTOCOL = 1;

const { name, version } = /** @type {{ name: string, version: string }} */ (
  createRequire(import.meta.url)("dlm-export-manifest/package.json")
);

/**
 * What the members of a request are, if it is one.
 *
 * @typedef {{ id?: unknown, type?: unknown, protocol?: unknown, input?: unknown, to?: unknown, allow_loss?: unknown, directory?: unknown, older?: unknown, operations?: unknown }} Request
 */

/**
 * Answers a line whatever it is: what cannot be made sense of is an error, and the next one counts.
 *
 * @param {string} line
 * @returns {Promise<object>}
 */
async function answer(line) {
  /** @type {unknown} */
  let id = null;
  try {
    const request = /** @type {unknown} */ (JSON.parse(line));
    if (typeof request !== "object" || request === null) {
      throw new Error("a request is a JSON object");
    }
    id = /** @type {Request} */ (request).id ?? null;
    return { id, ...(await answerTo(request)) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

/**
 * @param {Request} request
 * @returns {Promise<object>}
 */
async function answerTo(request) {
  switch (request.type) {
    case "start":
      if (request.protocol !== PROTOCOL) {
        throw new Error(`this is protocol ${PROTOCOL}`);
      }
      return {
        name,
        language: "TypeScript",
        version,
        levels: ["encoding", "schema", "rules", "migrations", "operations", "files", "store"],
        detail: "full",
      };
    case "validate": {
      const report = validate(inputOf(request));
      return { ...judged(report), warnings: report.warnings.map(placeOf) };
    }
    case "verify":
      return verified(await verify(String(request.directory)));
    case "check":
      return checked(String(request.directory));
    case "migrate":
      return migrated(request);
    case "step":
      return stepped(request);
    default:
      throw new Error(
        "the type of a request is one of start, validate, migrate, step, verify and check",
      );
  }
}

/** @param {Request} request */
function migrated(request) {
  const input = inputOf(request);
  const to = /** @type {Version} */ (request.to ?? 0);
  const allowLoss = request.allow_loss;
  if (typeof allowLoss !== "boolean") {
    throw new Error("allow_loss must be true or false");
  }
  try {
    const migration = migrate(input, { to, allowLoss });
    const { from, losses } = migration;
    const findings = migration.findings.map(({ code, severity, pointer }) => ({
      code,
      severity,
      pointer,
    }));
    const output = Buffer.from(migration.toBytes()).toString("base64");
    return { valid: true, version: from, errors: [], output, losses, findings };
  } catch (error) {
    const refused = { output: null, losses: [], findings: [] };
    if (error instanceof MigrationLossError) {
      const { losses } = error;
      return { valid: true, version: error.from, errors: [], ...refused, losses };
    }
    if (error instanceof InvalidManifestError) {
      return { ...judged(error.report), ...refused };
    }
    throw error;
  }
}

/**
 * Executes a step that the corpus brings with it.
 *
 * @param {Request} request
 */
function stepped(request) {
  const document = /** @type {Draft} */ (JSON.parse(Buffer.from(inputOf(request)).toString()));
  const operations = /** @type {Operation[]} */ (request.operations);
  const older = /** @type {Schema} */ (request.older);
  /** @param {Json} outcome */
  const violations = (outcome) => explain(older, outcome).first.map(({ pointer }) => pointer);
  const isUp = request.to === 2;
  if (isUp) {
    up(operations, document);
  }
  const losses = isUp ? [] : down(operations, document, violations);
  const refused =
    request.allow_loss === true
      ? losses.some(({ code }) => code === "loss/unrepresentable")
      : losses.length > 0;
  const output = refused ? null : Buffer.from(canonicalBytes(document)).toString("base64");
  return { valid: true, version: isUp ? 1 : 2, errors: [], output, losses, findings: [] };
}

/** @param {Report} report */
function verified(report) {
  const notes = report.findings.filter(({ severity }) => severity === "note");
  return {
    ...judged(report),
    warnings: report.warnings.map(placeOf),
    notes: notes.map(placeOf),
  };
}

/** @param {string} directory */
async function checked(directory) {
  const findings = [];
  for await (const { path, report } of checkStore(directory, { maxFindings: Infinity })) {
    for (const { code, severity, pointer } of report.findings) {
      findings.push({ code, severity, pointer, path: path || "." });
    }
  }
  return { valid: findings.every(({ severity }) => severity !== "error"), findings };
}

/** @param {Report} report */
function judged({ ok, version, errors }) {
  return { valid: ok, version, errors: errors.map(placeOf) };
}

/** @param {Finding} finding */
function placeOf({ code, pointer }) {
  return { code, pointer };
}

/**
 * @param {Request} request
 * @returns {Uint8Array}
 */
function inputOf({ input }) {
  const bytes = Buffer.from(String(input), "base64");
  // Node skips what is no base64, so writing the bytes again tells.
  if (bytes.toString("base64") !== input) {
    throw new Error("input must be base64");
  }
  return bytes;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
