// Generated from src/dlm_codegen/typescript/runtime/test/store.test.mjs by `nox -s generate`. Do not edit.
/** Checking stores: what the cases of the corpus do not ask. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { MANIFEST_FILENAME } from "dlm-export-manifest";
import * as node from "dlm-export-manifest/node";

import { judgeSnapshot } from "../dist/snapshots.js";
import { Summary } from "../dist/summary.js";
import { latest, packageFile } from "./documents.mjs";

/** @import { VerifyOptions } from "dlm-export-manifest/node" */

const { checkStore } = node;
const EXAMPLE = fileURLToPath(
  new URL("../../../examples/version-2/01KQ8XAMP1E0STAGE0DEM0ST0R", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "dlm-export-manifest-"));
after(() => {
  rmSync(folder, { recursive: true });
});

let copies = 0;

/** Copies a store, and returns where it is. */
function copied() {
  const directory = join(folder, String(copies++), "store");
  cpSync(EXAMPLE, directory, { recursive: true });
  return directory;
}

/**
 * @param {string} directory
 * @param {VerifyOptions} [options]
 */
async function found(directory, options) {
  const lines = [];
  for await (const { path, report } of checkStore(directory, options)) {
    lines.push(path, ...report.findings.map(({ code, pointer }) => `  ${code} ${pointer}`));
  }
  return lines;
}

const VLLM = `exports/vllm/${MANIFEST_FILENAME}`;

test("the public names are these", () => {
  assert.deepEqual(Object.keys(node), [
    "Export",
    "buildArtifact",
    "checkStore",
    "openExport",
    "save",
    "verify",
  ]);
});

test("an export is compared with its store wherever a check begins", async () => {
  const store = copied();
  const whole = await found(store);
  assert(whole.includes(VLLM));
  const stale = { quant: "hf", merged: false, target: "vllm", ollama_name: "another" };
  await writeFile(join(store, "manifest.json"), JSON.stringify({ exports: [stale] }));
  for (const [from, prefix] of [
    [store, "exports/vllm/"],
    [join(store, "exports"), "vllm/"],
    [join(store, "exports", "vllm"), ""],
    [join(store, ".."), "store/exports/vllm/"],
  ]) {
    const lines = await found(String(from));
    const place = lines.indexOf(`${prefix}${MANIFEST_FILENAME}`);
    assert(place >= 0, String(lines));
    assert(lines.slice(place).includes("  store/summary-mismatch /ollama_name"));
  }
  const alone = join(folder, "alone");
  await rename(join(store, "exports", "vllm"), alone);
  const lines = await found(alone);
  assert(lines.every((line) => !line.includes("store/")));
});

test("a folder that leads to no manifest is an error, and one that is not there is thrown", async () => {
  const empty = join(folder, "empty");
  await mkdir(join(empty, "a", "b"), { recursive: true });
  assert.deepEqual(await found(empty), ["", "  files/missing "]);
  await assert.rejects(found(join(folder, "nowhere")), { code: "ENOENT" });
});

test("a manifest that an export around it lists is an artifact", async () => {
  const directory = join(folder, "nested");
  const inner = join(directory, "inner");
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, MANIFEST_FILENAME), "no manifest");
  await node.save(directory, { ...latest, artifacts: [] });
  assert.deepEqual(
    (await found(directory)).filter((line) => !line.startsWith("  rules/")),
    [
      ...[MANIFEST_FILENAME, "  files/unlisted /artifacts"],
      ...[`inner/${MANIFEST_FILENAME}`, "  encoding/syntax "],
    ],
  );
  const listed = await node.buildArtifact(directory, `inner/${MANIFEST_FILENAME}`, "other");
  await node.save(directory, { ...latest, artifacts: [listed] });
  assert.deepEqual(
    (await found(directory)).filter((line) => !line.startsWith("  rules/")),
    [MANIFEST_FILENAME],
  );
});

test("folders that lie deep in each other are walked", async () => {
  const directory = join(folder, "deep");
  const deep = join(directory, "d/".repeat(300));
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, MANIFEST_FILENAME), "{");
  const path = `${"d/".repeat(300)}${MANIFEST_FILENAME}`;
  assert.deepEqual(await found(directory), [path, "  encoding/syntax "]);
});

test("a check can be ended, and bounds what each report lists", async () => {
  const store = copied();
  await rm(join(store, "exports", "vllm", "vllm_config.json"));
  await writeFile(join(store, "exports", "vllm", "Modelfile"), "");
  await symlink("nowhere", join(store, "exports", "link"));
  const lines = await found(store, { maxFindings: 1 });
  assert.deepEqual(lines.slice(lines.indexOf(VLLM)), [VLLM, "  files/missing /artifacts/2/path"]);
  assert(lines.includes("exports/link"));
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(found(store, { signal }), /enough/);
});

test("what DLM writes is read as Python's json does, and no other text", () => {
  /** @param {string} text */
  const read = (text) => {
    const [first] = Summary.of(Buffer.from(text)).compare({ ...latest, quant: "none" });
    return first?.message.slice("the store's manifest.json ".length);
  };
  const rows = '"exports": [], "a": ';
  const names = '{"0": 1, "\\u00000": 2}';
  const accepted = ["NaN", "-Infinity", "1.5e-3", "1e400", '"\\u0000\u007f\uffff"', "-0", names];
  for (const value of [...accepted, "[".repeat(150) + "]".repeat(150)]) {
    assert.match(String(read(`{${rows}${value}}`)), /^has no row/, value);
  }
  for (const value of ["-NaN", "01", "1.", '"\\ud800"', '"\u0001"', '1, "a": 2', "[".repeat(300)]) {
    assert.match(String(read(`{${rows}${value}}`)), /^cannot be read: /, value);
  }
  assert.equal(
    read(`{"exports": [${"{},".repeat(400_000)}{}]}`),
    "cannot be read: it holds too many values for its size",
  );
  const artifacts = [{ path: "a", sha256: "0".repeat(64), size_bytes: 1 }];
  const { report } = judgeSnapshot(Buffer.from(JSON.stringify({ rate: 0.5, artifacts })));
  assert.equal(report.ok, true);
  const half = JSON.stringify({ artifacts }).replace('"size_bytes":1', '"size_bytes":1.0');
  assert.deepEqual(
    judgeSnapshot(Buffer.from(half)).report.findings.map(({ code }) => code),
    ["schema/type"],
  );
});

test("the example of the README checks a store", async () => {
  const example = packageFile("examples/store.mjs").split("\n").slice(1).join("\n");
  assert(packageFile("README.md").includes(`\`\`\`js\n${example}\`\`\`\n`));
  const program = fileURLToPath(new URL("../examples/store.mjs", import.meta.url));
  const run = (/** @type {string} */ directory) =>
    spawnSync(process.execPath, [program, directory], { encoding: "utf8" });
  const store = copied();
  assert.deepEqual([run(store).status, run(store).stderr], [0, ""]);
  await rm(join(store, "exports", "vllm", "vllm_config.json"));
  const { status, stdout } = run(store);
  assert.equal(status, 1);
  assert.match(stdout, /^exports\/vllm\/export_manifest.json: error files\/missing at/m);
});
