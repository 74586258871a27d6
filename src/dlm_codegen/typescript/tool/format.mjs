/** Formats TypeScript by Prettier: a JSON object of texts by path comes in, and goes out again. */

import { readFileSync } from "node:fs";

import { format } from "prettier";

const files = JSON.parse(readFileSync(0, "utf8"));
for (const [path, text] of Object.entries(files)) {
  files[path] = await format(text, { parser: "typescript", printWidth: 100 });
}
process.stdout.write(JSON.stringify(files));
