// A reader as somebody writes it in an afternoon: JSON.parse and a few checks, honestly reported by
// the one-shot protocol of the conformance corpus. It is no conforming reader, and the corpus says
// where: it sees what JSON.parse leaves of a document.

import { readFileSync } from "node:fs";

const common = {
  quant: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  merged: "boolean",
  dequantized: "boolean",
  ollama_name: null,
  created_by: /^[!-~]{1,128}$/,
  llama_cpp_tag: null,
  base_model_hf_id: /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/,
  base_model_revision: /^[0-9a-f]{40}$/,
  adapter_version: "number",
  artifacts: "object",
};
const target = /^(ollama|llama-server|vllm|mlx-serve)$/;
const time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}";
const members = {
  1: { ...common, created_at: new RegExp(`^${time}$`) },
  2: { ...common, target, created_at: new RegExp(`^${time}$`) },
  3: { ...common, target, schema_version: "number", created_at: new RegExp(`^${time}Z$`) },
};

const own = (object, name) => Object.hasOwn(object, name);
const escaped = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

function judge(document) {
  if (document === null || typeof document !== "object" || Array.isArray(document)) {
    return { version: null, errors: [{ code: "version/not-an-object", pointer: "" }] };
  }
  let version = own(document, "target") ? 2 : 1;
  if (own(document, "schema_version")) {
    version = document.schema_version;
    const pointer = "/schema_version";
    if (!Number.isInteger(version)) {
      return { version: null, errors: [{ code: "version/not-an-integer", pointer }] };
    }
    if (version !== 3) {
      return { version: null, errors: [{ code: "version/unsupported", pointer }] };
    }
  }
  const errors = [];
  for (const [name, rule] of Object.entries(members[version])) {
    const value = document[name];
    const pointer = `/${name}`;
    if (!own(document, name)) {
      errors.push({ code: "schema/required", pointer });
    } else if (typeof rule === "string" && typeof value !== rule) {
      errors.push({ code: "schema/type", pointer });
    } else if (rule instanceof RegExp && typeof value !== "string") {
      errors.push({ code: "schema/type", pointer });
    } else if (rule instanceof RegExp && !rule.test(value)) {
      errors.push({ code: rule === target ? "schema/enum" : "schema/pattern", pointer });
    }
  }
  for (const name of Object.keys(document)) {
    if (!own(members[version], name)) {
      errors.push({ code: "schema/additionalProperties", pointer: `/${escaped(name)}` });
    }
  }
  return { version, errors };
}

function read(bytes) {
  try {
    return judge(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    const code = error instanceof SyntaxError ? "encoding/syntax" : "encoding/utf8";
    return { version: null, errors: [{ code, pointer: "" }] };
  }
}

const answer = read(readFileSync(0));
process.stdout.write(JSON.stringify({ ...answer, warnings: [] })); // it knows no rules
process.exitCode = answer.errors.length === 0 ? 0 : 1;
