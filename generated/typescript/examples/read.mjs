// Generated from src/dlm_codegen/typescript/runtime/examples/read.mjs by `nox -s generate`. Do not edit.
import { readFile } from "node:fs/promises";
import { migrate, safeParse } from "dlm-export-manifest";

const bytes = await readFile(process.argv[2] ?? "export_manifest.json");
const { manifest, report } = safeParse(bytes);
for (const { severity, code, pointer, message } of report.findings) {
  console.error(`${severity} ${code} at "${pointer}": ${message}`);
}
if (manifest !== undefined) {
  console.log(manifest.target, manifest.artifacts.map((artifact) => artifact.path).join(" "));
  // Version 2 is the newest that DLM itself reads.
  console.log(new TextDecoder().decode(migrate(bytes, { to: 2 }).toBytes()));
}
