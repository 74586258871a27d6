// Judge documents by Ajv in strict mode: `node judge.mjs FOLDER`. README.md above has the form.

import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Ajv2020 } from "ajv/dist/2020.js";

const base = "https://mirror.invalid/export-manifest/";
const folder = process.argv[2];

const load = async (uri) =>
  JSON.parse(readFileSync(`${folder}/${uri.slice(base.length)}`, "utf8"));

const judges = {};
for (const name of readdirSync(folder)) {
  // One instance a schema: each finds the others as an editor would, by reference alone.
  const ajv = new Ajv2020({ strict: true, loadSchema: load });
  judges[name] = await ajv.compileAsync({ $ref: `${base}${name}/schema.json` });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, document } = JSON.parse(line);
  let answer;
  try {
    answer = judges[schema](JSON.parse(document));
  } catch (error) {
    answer = String(error);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
