/** Valid documents, to be changed by the tests. */

import { readFileSync } from "node:fs";

import { migrate } from "dlm-export-manifest";

/** @import { v1, v2, v3 } from "dlm-export-manifest" */

const common = {
  quant: "Q4_K_M",
  merged: true,
  dequantized: false,
  ollama_name: "my-tutor:v3",
  created_by: "dlm-0.10.0",
  llama_cpp_tag: "b8816",
  base_model_hf_id: "HuggingFaceTB/SmolLM2-135M-Instruct",
  base_model_revision: "12fd25f77366fa6b3b4b768ec3050bf629380bac",
  adapter_version: 3,
};
const file = { path: "base.Q4_K_M.gguf", sha256: "5e".repeat(32), size_bytes: 1216 };

/** @type {v1.ExportManifest} */
export const first = { ...common, created_at: "2026-04-23T18:42:00", artifacts: [file] };

/** @type {v2.ExportManifest} */
export const second = { ...first, target: "ollama" };

/** @type {v3.ExportManifest} */
export const third = {
  ...common,
  schema_version: 3,
  target: "ollama",
  created_at: "2026-04-23T18:42:00Z",
  artifacts: [{ ...file, role: "base_model" }],
};

/** All of these as the latest version has them. */
export const latest = migrate(third).document;

/**
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export function bytesOf(value) {
  return new TextEncoder().encode(JSON.stringify(value));
}

/**
 * Reads a file of the package.
 *
 * @param {string} path
 */
export function packageFile(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}
