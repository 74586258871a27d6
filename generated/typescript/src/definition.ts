// Generated from schema/versions.json, migrations and rules.json by `nox -s generate`. Do not edit.

/** What the specification says as data: versions, migrations, and the values that rules name. */

import type { Json } from "./json.js";
import type { Derive } from "./operations.js";
import type { VersionDefinition } from "./versions.js";
import { v1, v2, v3 } from "./validators.js";

/** Numbers of the versions, oldest first. */
export const VERSIONS = [1, 2, 3] as const;

/** Number of a version. */
export type Version = (typeof VERSIONS)[number];

/** Number of the latest version. */
export const LATEST = 3;

/** Code of a finding that a document can have, by the catalogue in `rules.json`. */
export type Code =
  | "encoding/size"
  | "encoding/bom"
  | "encoding/utf8"
  | "encoding/syntax"
  | "encoding/duplicate-member"
  | "encoding/number"
  | "encoding/character"
  | "encoding/depth"
  | "version/not-an-object"
  | "version/not-an-integer"
  | "version/unsupported"
  | "schema/required"
  | "schema/additionalProperties"
  | "schema/type"
  | "schema/enum"
  | "schema/const"
  | "schema/pattern"
  | "schema/minLength"
  | "schema/maxLength"
  | "schema/minimum"
  | "schema/maximum"
  | "schema/maxItems"
  | "rules/duplicate-path"
  | "rules/case-collision"
  | "rules/path-prefix"
  | "rules/reserved-name"
  | "rules/self-listing"
  | "rules/calendar-date"
  | "rules/dequantized-without-merged"
  | "rules/target-fields"
  | "rules/missing-role";

/** Versions of the documents that do not carry their number (EM-VER-5). */
export const WITH_TARGET: Version = 2;
export const WITHOUT_TARGET: Version = 1;

/** The versions, oldest first. */
export const DEFINITIONS: readonly VersionDefinition[] = [
  {
    number: 1,
    status: "frozen",
    schemaPath: "export-manifest/v1.schema.json",
    namesItself: false,
    validate: v1,
    migration: [],
  },
  {
    number: 2,
    status: "frozen",
    schemaPath: "export-manifest/v2.schema.json",
    namesItself: false,
    validate: v2,
    migration: [{ op: "add", pointer: "/target", value: "ollama" }],
  },
  {
    number: 3,
    status: "draft",
    schemaPath: "export-manifest/v3.schema.json",
    namesItself: true,
    validate: v3,
    migration: [
      { op: "add", pointer: "/schema_version", value: 3 },
      { op: "suffix", pointer: "/created_at", suffix: "Z" },
      {
        op: "derive",
        pointer: "/artifacts/*/role",
        source: "/artifacts/*/path",
        target: "/target",
        rules: [
          { pattern: "^base[.][A-Za-z0-9._+-]{0,}[.]gguf$", value: "base_model" },
          { pattern: "^adapter[.]gguf$", value: "adapter" },
          { pattern: "^adapters/", targets: ["vllm"], value: "adapter" },
          {
            pattern: "^[A-Za-z0-9._+-]{1,}/[A-Za-z0-9._+-]{0,}[.]safetensors$",
            targets: ["mlx-serve"],
            value: "adapter",
          },
          {
            pattern: "^[A-Za-z0-9._+-]{1,}/adapter_config[.]json$",
            targets: ["mlx-serve"],
            value: "adapter",
          },
          { pattern: "^Modelfile$", value: "modelfile" },
          { pattern: "^chat-template[.]jinja$", value: "chat_template" },
          { pattern: "^[A-Za-z0-9._+-]{0,}_launch[.]sh$", value: "launch_script" },
          { pattern: "^vllm_config[.]json$", value: "runtime_config" },
        ],
        otherwise: "other",
      },
    ],
  },
];

/** Target of the versions that name none (EM-RULE-1). */
export const IMPLIED_TARGET = "ollama";

/** How the role of an artifact follows from its path (EM-ROLE-4). */
export const DERIVE_ROLE: Derive = {
  op: "derive",
  pointer: "/artifacts/*/role",
  source: "/artifacts/*/path",
  target: "/target",
  rules: [
    { pattern: "^base[.][A-Za-z0-9._+-]{0,}[.]gguf$", value: "base_model" },
    { pattern: "^adapter[.]gguf$", value: "adapter" },
    { pattern: "^adapters/", targets: ["vllm"], value: "adapter" },
    {
      pattern: "^[A-Za-z0-9._+-]{1,}/[A-Za-z0-9._+-]{0,}[.]safetensors$",
      targets: ["mlx-serve"],
      value: "adapter",
    },
    {
      pattern: "^[A-Za-z0-9._+-]{1,}/adapter_config[.]json$",
      targets: ["mlx-serve"],
      value: "adapter",
    },
    { pattern: "^Modelfile$", value: "modelfile" },
    { pattern: "^chat-template[.]jinja$", value: "chat_template" },
    { pattern: "^[A-Za-z0-9._+-]{0,}_launch[.]sh$", value: "launch_script" },
    { pattern: "^vllm_config[.]json$", value: "runtime_config" },
  ],
  otherwise: "other",
};

/** Values that members must have, by the target (EM-RULE-9 to EM-RULE-11). */
export const REQUIRED_VALUES: ByTarget<Json> = {
  vllm: { quant: "hf", merged: false, dequantized: false, llama_cpp_tag: null, ollama_name: null },
  "mlx-serve": {
    quant: "hf",
    merged: false,
    dequantized: false,
    llama_cpp_tag: null,
    ollama_name: null,
  },
};

/** Values that members must not have, by the target (EM-RULE-12). */
export const FORBIDDEN_VALUES: ByTarget<Json> = {
  ollama: { quant: "hf" },
  "llama-server": { quant: "hf" },
};

/** Roles that some artifact must have, by the target (EM-RULE-14). */
export const REQUIRED_ROLES: Readonly<Record<string, readonly string[]>> = {
  ollama: ["base_model"],
  "llama-server": ["base_model", "chat_template", "launch_script"],
  vllm: ["adapter", "runtime_config", "launch_script"],
  "mlx-serve": ["adapter", "launch_script"],
};

type ByTarget<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>;
