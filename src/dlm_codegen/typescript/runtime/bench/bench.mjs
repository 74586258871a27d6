/**
 * Reads each file in the folder BENCH_DOCUMENTS strictly and in the usual way, JSON.parse and Ajv,
 * which judges by the schema alone; and verifies the export directory BENCH_EXPORT.
 *
 * Prints a line for each, such as `Read/3-canonical/strict 8100 ns/op`.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join, parse as parsePath } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import { Bench } from "tinybench";

import { detectVersion, parse, VERSIONS } from "dlm-export-manifest";
import { verify } from "dlm-export-manifest/node";
import { schemaOf } from "dlm-export-manifest/specification";

const { BENCH_DOCUMENTS: documents, BENCH_EXPORT: exported } = process.env;
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

const benches = [];
if (documents !== undefined) {
  const bench = new Bench({ time: 300, throws: true });
  for (const file of readdirSync(documents).sort()) {
    const bytes = readFileSync(join(documents, file));
    const { name } = parsePath(file);
    bench.add(`Read/${name}/strict`, () => parse(bytes));
    bench.add(`Read/${name}/usual`, () => {
      usual(bytes);
    });
  }
  benches.push(bench);
}
if (exported !== undefined) {
  const bench = new Bench({ time: 0, iterations: 1, warmup: false, throws: true });
  bench.add("Verify/2-GiB/strict", async () => {
    const report = await verify(exported);
    if (!report.ok) {
      throw new Error("what is measured must be right");
    }
  });
  benches.push(bench);
}
for (const bench of benches) {
  for (const { name, result } of await bench.run()) {
    if ("latency" in result) {
      console.log(`${name} ${Math.round(result.latency.mean * 1e6)} ns/op`);
    }
  }
}
