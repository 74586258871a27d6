// Generated from schema/export-manifest by `nox -s generate`. Do not edit.
/** Tells whether a document is one of a version. */

import { isObject } from "./json.js";
import { isText } from "./text.js";

const PATTERN_1 = new RegExp(
  "^(?:[^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]*(?:/(?:[^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])(?:[^/\\\\]|/(?:[^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\]))*){0,1}$",
  "u",
);
const PATTERN_2 = new RegExp("^[0-9a-f]{64}$", "u");
const PATTERN_3 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "u");
const PATTERN_4 = new RegExp(
  "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
  "u",
);
const PATTERN_5 = new RegExp("^[!-~]+$", "u");
const PATTERN_6 = new RegExp("^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", "u");
const PATTERN_7 = new RegExp("^[0-9a-f]{40}$", "u");
const PATTERN_8 = new RegExp(
  "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
  "u",
);

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function v1ExportArtifact(value: unknown): boolean {
  if (!isObject(value)) {
    return false;
  }
  const names = Object.keys(value);
  return (
    names.length === 3 &&
    names.every((name) => name === "path" || name === "sha256" || name === "size_bytes") &&
    isText(value["path"], 1, 512) &&
    PATTERN_1.test(value["path"]) &&
    isText(value["sha256"], 64, 64) &&
    PATTERN_2.test(value["sha256"]) &&
    isInteger(value["size_bytes"], 0, 9007199254740991)
  );
}

export function v1(value: unknown): boolean {
  if (!isObject(value)) {
    return false;
  }
  const names = Object.keys(value);
  return (
    names.length === 11 &&
    names.every(
      (name) =>
        name === "quant" ||
        name === "merged" ||
        name === "dequantized" ||
        name === "ollama_name" ||
        name === "created_at" ||
        name === "created_by" ||
        name === "llama_cpp_tag" ||
        name === "base_model_hf_id" ||
        name === "base_model_revision" ||
        name === "adapter_version" ||
        name === "artifacts",
    ) &&
    isText(value["quant"], 1, 64) &&
    PATTERN_3.test(value["quant"]) &&
    typeof value["merged"] === "boolean" &&
    typeof value["dequantized"] === "boolean" &&
    (value["ollama_name"] === null || isText(value["ollama_name"], 0, 1024)) &&
    isText(value["created_at"], 19, 19) &&
    PATTERN_4.test(value["created_at"]) &&
    isText(value["created_by"], 1, 128) &&
    PATTERN_5.test(value["created_by"]) &&
    (value["llama_cpp_tag"] === null || isText(value["llama_cpp_tag"], 0, 1024)) &&
    isText(value["base_model_hf_id"], 3, 256) &&
    PATTERN_6.test(value["base_model_hf_id"]) &&
    isText(value["base_model_revision"], 40, 40) &&
    PATTERN_7.test(value["base_model_revision"]) &&
    isInteger(value["adapter_version"], 1, 9007199254740991) &&
    Array.isArray(value["artifacts"]) &&
    value["artifacts"].length <= 65536 &&
    value["artifacts"].every((entry: unknown) => v1ExportArtifact(entry))
  );
}

function v2ExportArtifact(value: unknown): boolean {
  if (!isObject(value)) {
    return false;
  }
  const names = Object.keys(value);
  return (
    names.length === 3 &&
    names.every((name) => name === "path" || name === "sha256" || name === "size_bytes") &&
    isText(value["path"], 1, 512) &&
    PATTERN_1.test(value["path"]) &&
    isText(value["sha256"], 64, 64) &&
    PATTERN_2.test(value["sha256"]) &&
    isInteger(value["size_bytes"], 0, 9007199254740991)
  );
}

export function v2(value: unknown): boolean {
  if (!isObject(value)) {
    return false;
  }
  const names = Object.keys(value);
  return (
    names.length === 12 &&
    names.every(
      (name) =>
        name === "target" ||
        name === "quant" ||
        name === "merged" ||
        name === "dequantized" ||
        name === "ollama_name" ||
        name === "created_at" ||
        name === "created_by" ||
        name === "llama_cpp_tag" ||
        name === "base_model_hf_id" ||
        name === "base_model_revision" ||
        name === "adapter_version" ||
        name === "artifacts",
    ) &&
    (value["target"] === "ollama" ||
      value["target"] === "llama-server" ||
      value["target"] === "vllm" ||
      value["target"] === "mlx-serve") &&
    isText(value["quant"], 1, 64) &&
    PATTERN_3.test(value["quant"]) &&
    typeof value["merged"] === "boolean" &&
    typeof value["dequantized"] === "boolean" &&
    (value["ollama_name"] === null || isText(value["ollama_name"], 0, 1024)) &&
    isText(value["created_at"], 19, 19) &&
    PATTERN_4.test(value["created_at"]) &&
    isText(value["created_by"], 1, 128) &&
    PATTERN_5.test(value["created_by"]) &&
    (value["llama_cpp_tag"] === null || isText(value["llama_cpp_tag"], 0, 1024)) &&
    isText(value["base_model_hf_id"], 3, 256) &&
    PATTERN_6.test(value["base_model_hf_id"]) &&
    isText(value["base_model_revision"], 40, 40) &&
    PATTERN_7.test(value["base_model_revision"]) &&
    isInteger(value["adapter_version"], 1, 9007199254740991) &&
    Array.isArray(value["artifacts"]) &&
    value["artifacts"].length <= 65536 &&
    value["artifacts"].every((entry: unknown) => v2ExportArtifact(entry))
  );
}

function v3ExportArtifact(value: unknown): boolean {
  if (!isObject(value)) {
    return false;
  }
  const names = Object.keys(value);
  return (
    names.length === 4 &&
    names.every(
      (name) => name === "path" || name === "sha256" || name === "size_bytes" || name === "role",
    ) &&
    isText(value["path"], 1, 512) &&
    PATTERN_1.test(value["path"]) &&
    isText(value["sha256"], 64, 64) &&
    PATTERN_2.test(value["sha256"]) &&
    isInteger(value["size_bytes"], 0, 9007199254740991) &&
    (value["role"] === "base_model" ||
      value["role"] === "adapter" ||
      value["role"] === "projector" ||
      value["role"] === "modelfile" ||
      value["role"] === "chat_template" ||
      value["role"] === "launch_script" ||
      value["role"] === "runtime_config" ||
      value["role"] === "other")
  );
}

export function v3(value: unknown): boolean {
  if (!isObject(value)) {
    return false;
  }
  const names = Object.keys(value);
  return (
    names.length === 13 &&
    names.every(
      (name) =>
        name === "schema_version" ||
        name === "target" ||
        name === "quant" ||
        name === "merged" ||
        name === "dequantized" ||
        name === "ollama_name" ||
        name === "created_at" ||
        name === "created_by" ||
        name === "llama_cpp_tag" ||
        name === "base_model_hf_id" ||
        name === "base_model_revision" ||
        name === "adapter_version" ||
        name === "artifacts",
    ) &&
    value["schema_version"] === 3 &&
    (value["target"] === "ollama" ||
      value["target"] === "llama-server" ||
      value["target"] === "vllm" ||
      value["target"] === "mlx-serve") &&
    isText(value["quant"], 1, 64) &&
    PATTERN_3.test(value["quant"]) &&
    typeof value["merged"] === "boolean" &&
    typeof value["dequantized"] === "boolean" &&
    (value["ollama_name"] === null || isText(value["ollama_name"], 0, 1024)) &&
    isText(value["created_at"], 20, 20) &&
    PATTERN_8.test(value["created_at"]) &&
    isText(value["created_by"], 1, 128) &&
    PATTERN_5.test(value["created_by"]) &&
    (value["llama_cpp_tag"] === null || isText(value["llama_cpp_tag"], 0, 1024)) &&
    isText(value["base_model_hf_id"], 3, 256) &&
    PATTERN_6.test(value["base_model_hf_id"]) &&
    isText(value["base_model_revision"], 40, 40) &&
    PATTERN_7.test(value["base_model_revision"]) &&
    isInteger(value["adapter_version"], 1, 9007199254740991) &&
    Array.isArray(value["artifacts"]) &&
    value["artifacts"].length <= 65536 &&
    value["artifacts"].every((entry: unknown) => v3ExportArtifact(entry))
  );
}
