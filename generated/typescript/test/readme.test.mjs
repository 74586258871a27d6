// Generated from src/dlm_codegen/typescript/runtime/test/readme.test.mjs by `nox -s generate`. Do not edit.
/** The example of the README is the file beside it, which the compiler checks and this test runs. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { serialize } from "dlm-export-manifest";

import { first, packageFile, second } from "./documents.mjs";

const folder = mkdtempSync(join(tmpdir(), "dlm-export-manifest-"));
after(() => {
  rmSync(folder, { recursive: true });
});

/** @param {string | Uint8Array} content */
function runExample(content) {
  const file = join(folder, "export_manifest.json");
  writeFileSync(file, content);
  const example = fileURLToPath(new URL("../examples/read.mjs", import.meta.url));
  return spawnSync(process.execPath, [example, file], { encoding: "utf8" });
}

test("the README shows the example", () => {
  const example = packageFile("examples/read.mjs").split("\n").slice(1).join("\n");
  assert(packageFile("README.md").includes(`\`\`\`js\n${example}\`\`\`\n`));
});

test("the example prints what a manifest of any version says", () => {
  const { status, stdout, stderr } = runExample(serialize(first));
  const migrated = new TextDecoder().decode(serialize(second));
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(stdout, `ollama base.Q4_K_M.gguf\n${migrated}\n`);
});

test("the example prints what deserves a look, and what is wrong", () => {
  const warned = runExample(serialize({ ...first, ollama_name: "my tutor" }));
  assert.equal(
    warned.stderr,
    'warning rules/ollama-name at "/ollama_name": Ollama would refuse the name: "my tutor"\n',
  );
  assert.match(warned.stdout, /^ollama base/);

  const { stdout, stderr } = runExample("{} []");
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    'error encoding/syntax at "": line 1, column 4: expected the end of the document, found "["\n',
  );
});
