// Generated from src/dlm_codegen/typescript/runtime/examples/open.mjs by `nox -s generate`. Do not edit.
import { InvalidManifestError } from "dlm-export-manifest";
import { openExport } from "dlm-export-manifest/node";

const exported = await openExport(process.argv[2] ?? ".");
const report = await exported.verify();
if (!report.ok) {
  throw new InvalidManifestError(report); // a file that is missing, changed or a link
}
console.log(exported.manifest.target, exported.manifest.base_model_hf_id);
for (const adapter of exported.artifacts("adapter")) {
  const file = await exported.open(adapter); // nothing outside the directory, and no link
  console.log(adapter.path, (await file.stat()).size);
  await file.close();
}
await exported.close();
