// Generated from src/dlm_codegen/typescript/runtime/examples/store.mjs by `nox -s generate`. Do not edit.
import { checkStore } from "dlm-export-manifest/node";

let ok = true;
for await (const { path, report } of checkStore(process.argv[2] ?? ".")) {
  for (const { severity, code, pointer, message } of report.findings) {
    console.log(`${path}: ${severity} ${code} at "${pointer}": ${message}`);
  }
  ok &&= report.ok;
}
process.exitCode = ok ? 0 : 1;
