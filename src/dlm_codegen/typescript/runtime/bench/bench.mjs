/**
 * Measures parsing and validating beside the usual way, JSON.parse and Ajv.
 *
 *   node bench/bench.mjs FILE...
 *
 * Prints a JSON object a line: nanoseconds for one document, the median of many rounds in which the
 * two are measured in turn. Ours judges by all document layers, the usual way by the schema alone.
 */

import { readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";

import { detectVersion, parse, VERSIONS } from "dlm-export-manifest";
import { schemaOf } from "dlm-export-manifest/specification";

const ROUNDS = 60;
const ROUND_NANOSECONDS = 10e6;

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const validators = new Map(VERSIONS.map((version) => [version, ajv.compile(schemaOf(version))]));
const decoder = new TextDecoder();

/** @param {Uint8Array} bytes */
function usual(bytes) {
  const document = /** @type {unknown} */ (JSON.parse(decoder.decode(bytes)));
  if (validators.get(detectVersion(document))?.(document) !== true) {
    throw new Error("the document is not valid");
  }
}

/**
 * @param {(bytes: Uint8Array) => unknown} read
 * @param {Uint8Array} bytes
 * @param {number} times
 * @returns {number} nanoseconds for one document
 */
function measure(read, bytes, times) {
  const start = process.hrtime.bigint();
  for (let count = 0; count < times; count++) {
    read(bytes);
  }
  return Number(process.hrtime.bigint() - start) / times;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return Math.round([...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? 0);
}

for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const artifacts = parse(bytes).manifest.artifacts.length;
  const times = Math.max(1, Math.round(ROUND_NANOSECONDS / measure(usual, bytes, 100)));
  measure(parse, bytes, times);
  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const others = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(measure(parse, bytes, times));
    others.push(measure(usual, bytes, times));
  }
  const line = {
    file,
    artifacts,
    ours_ns: median(ours),
    usual_ns: median(others),
    usual: "JSON.parse + Ajv",
  };
  console.log(JSON.stringify(line));
}
