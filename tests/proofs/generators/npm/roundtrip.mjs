// Read and write documents by generated TypeScript: `node roundtrip.mjs GENERATOR`. README.md above
// has the form.

import { createInterface } from "node:readline";

const identity = { read: JSON.parse, write: JSON.stringify };
const { read, write } =
  process.argv[2] === "quicktype"
    ? await import("./build/quicktype.js").then(({ Convert }) => ({
        read: Convert.toExportManifest,
        write: Convert.exportManifestToJson,
      }))
    : identity; // types alone: nothing of them is left at run time

for await (const line of createInterface({ input: process.stdin })) {
  let answer = null;
  try {
    answer = write(read(JSON.parse(line)));
  } catch {
    // refused
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
