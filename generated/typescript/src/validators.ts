// Generated from schema/export-manifest by `nox -s generate`. Do not edit.
// @ts-nocheck

import { lengthInCodePoints } from "./text.js";

export const v1 = validate20;
const schema31 = {
  type: "object",
  required: [
    "quant",
    "merged",
    "dequantized",
    "ollama_name",
    "created_at",
    "created_by",
    "llama_cpp_tag",
    "base_model_hf_id",
    "base_model_revision",
    "adapter_version",
    "artifacts",
  ],
  additionalProperties: false,
  properties: {
    quant: {
      type: "string",
      minLength: 1,
      maxLength: 64,
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
      description:
        "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
    },
    merged: { type: "boolean" },
    dequantized: { type: "boolean" },
    ollama_name: { type: ["string", "null"], maxLength: 1024 },
    created_at: {
      type: "string",
      minLength: 19,
      maxLength: 19,
      pattern:
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
      description:
        "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone",
    },
    created_by: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      pattern: "^[!-~]{1,128}$",
      description: "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
    },
    llama_cpp_tag: { type: ["string", "null"], maxLength: 1024 },
    base_model_hf_id: {
      type: "string",
      minLength: 3,
      maxLength: 256,
      pattern: "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
      description:
        "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
    },
    base_model_revision: {
      type: "string",
      minLength: 40,
      maxLength: 40,
      pattern: "^[0-9a-f]{40}$",
      description:
        "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
    },
    adapter_version: { type: "integer", minimum: 1, maximum: 9007199254740991 },
    artifacts: { type: "array", maxItems: 65536, items: { $ref: "#/$defs/ExportArtifact" } },
  },
  $defs: {
    ExportArtifact: {
      type: "object",
      required: ["path", "sha256", "size_bytes"],
      additionalProperties: false,
      properties: {
        path: {
          type: "string",
          minLength: 1,
          maxLength: 512,
          pattern:
            "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
          description:
            "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
        },
        sha256: {
          type: "string",
          minLength: 64,
          maxLength: 64,
          pattern: "^[0-9a-f]{64}$",
          description: "must be 64 lower-case hexadecimal digits",
        },
        size_bytes: { type: "integer", minimum: 0, maximum: 9007199254740991 },
      },
    },
  },
};
const schema32 = {
  type: "object",
  required: ["path", "sha256", "size_bytes"],
  additionalProperties: false,
  properties: {
    path: {
      type: "string",
      minLength: 1,
      maxLength: 512,
      pattern:
        "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
      description:
        "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
    },
    sha256: {
      type: "string",
      minLength: 64,
      maxLength: 64,
      pattern: "^[0-9a-f]{64}$",
      description: "must be 64 lower-case hexadecimal digits",
    },
    size_bytes: { type: "integer", minimum: 0, maximum: 9007199254740991 },
  },
};
const func0 = Object.prototype.hasOwnProperty;
const func1 = lengthInCodePoints;
const pattern4 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "u");
const pattern5 = new RegExp(
  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
  "u",
);
const pattern6 = new RegExp("^[!-~]{1,128}$", "u");
const pattern7 = new RegExp("^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$", "u");
const pattern8 = new RegExp("^[0-9a-f]{40}$", "u");
const pattern9 = new RegExp(
  "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
  "u",
);
const pattern10 = new RegExp("^[0-9a-f]{64}$", "u");

function validate20(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate20.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.quant === undefined || !func0.call(data, "quant")) {
      errors++;
    }
    if (data.merged === undefined || !func0.call(data, "merged")) {
      errors++;
    }
    if (data.dequantized === undefined || !func0.call(data, "dequantized")) {
      errors++;
    }
    if (data.ollama_name === undefined || !func0.call(data, "ollama_name")) {
      errors++;
    }
    if (data.created_at === undefined || !func0.call(data, "created_at")) {
      errors++;
    }
    if (data.created_by === undefined || !func0.call(data, "created_by")) {
      errors++;
    }
    if (data.llama_cpp_tag === undefined || !func0.call(data, "llama_cpp_tag")) {
      errors++;
    }
    if (data.base_model_hf_id === undefined || !func0.call(data, "base_model_hf_id")) {
      errors++;
    }
    if (data.base_model_revision === undefined || !func0.call(data, "base_model_revision")) {
      errors++;
    }
    if (data.adapter_version === undefined || !func0.call(data, "adapter_version")) {
      errors++;
    }
    if (data.artifacts === undefined || !func0.call(data, "artifacts")) {
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema31.properties, key0)) {
        errors++;
      }
    }
    if (data.quant !== undefined && func0.call(data, "quant")) {
      let data0 = data.quant;
      if (typeof data0 === "string") {
        if (data0.length > 64 && func1(data0) > 64) {
          errors++;
        }
        if (data0.length < 2 && func1(data0) < 1) {
          errors++;
        }
        if (data0.length <= 64 || func1(data0) <= 64) {
          if (!pattern4.test(data0)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.merged !== undefined && func0.call(data, "merged")) {
      if (typeof data.merged !== "boolean") {
        errors++;
      }
    }
    if (data.dequantized !== undefined && func0.call(data, "dequantized")) {
      if (typeof data.dequantized !== "boolean") {
        errors++;
      }
    }
    if (data.ollama_name !== undefined && func0.call(data, "ollama_name")) {
      let data3 = data.ollama_name;
      if (typeof data3 !== "string" && data3 !== null) {
        errors++;
      }
      if (typeof data3 === "string") {
        if (data3.length > 1024 && func1(data3) > 1024) {
          errors++;
        }
      }
    }
    if (data.created_at !== undefined && func0.call(data, "created_at")) {
      let data4 = data.created_at;
      if (typeof data4 === "string") {
        if (data4.length > 19 && func1(data4) > 19) {
          errors++;
        }
        if (data4.length < 38 && func1(data4) < 19) {
          errors++;
        }
        if (data4.length <= 19 || func1(data4) <= 19) {
          if (!pattern5.test(data4)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.created_by !== undefined && func0.call(data, "created_by")) {
      let data5 = data.created_by;
      if (typeof data5 === "string") {
        if (data5.length > 128 && func1(data5) > 128) {
          errors++;
        }
        if (data5.length < 2 && func1(data5) < 1) {
          errors++;
        }
        if (data5.length <= 128 || func1(data5) <= 128) {
          if (!pattern6.test(data5)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.llama_cpp_tag !== undefined && func0.call(data, "llama_cpp_tag")) {
      let data6 = data.llama_cpp_tag;
      if (typeof data6 !== "string" && data6 !== null) {
        errors++;
      }
      if (typeof data6 === "string") {
        if (data6.length > 1024 && func1(data6) > 1024) {
          errors++;
        }
      }
    }
    if (data.base_model_hf_id !== undefined && func0.call(data, "base_model_hf_id")) {
      let data7 = data.base_model_hf_id;
      if (typeof data7 === "string") {
        if (data7.length > 256 && func1(data7) > 256) {
          errors++;
        }
        if (data7.length < 6 && func1(data7) < 3) {
          errors++;
        }
        if (data7.length <= 256 || func1(data7) <= 256) {
          if (!pattern7.test(data7)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.base_model_revision !== undefined && func0.call(data, "base_model_revision")) {
      let data8 = data.base_model_revision;
      if (typeof data8 === "string") {
        if (data8.length > 40 && func1(data8) > 40) {
          errors++;
        }
        if (data8.length < 80 && func1(data8) < 40) {
          errors++;
        }
        if (data8.length <= 40 || func1(data8) <= 40) {
          if (!pattern8.test(data8)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.adapter_version !== undefined && func0.call(data, "adapter_version")) {
      let data9 = data.adapter_version;
      if (!(typeof data9 == "number" && !(data9 % 1) && !isNaN(data9) && isFinite(data9))) {
        errors++;
      }
      if (typeof data9 == "number" && isFinite(data9)) {
        if (data9 > 9007199254740991 || isNaN(data9)) {
          errors++;
        }
        if (data9 < 1 || isNaN(data9)) {
          errors++;
        }
      }
    }
    if (data.artifacts !== undefined && func0.call(data, "artifacts")) {
      let data10 = data.artifacts;
      if (Array.isArray(data10)) {
        if (data10.length > 65536) {
          errors++;
        }
        if (data10.length <= 65536) {
          const len0 = data10.length;
          for (let i0 = 0; i0 < len0; i0++) {
            let data11 = data10[i0];
            if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
              if (data11.path === undefined || !func0.call(data11, "path")) {
                errors++;
              }
              if (data11.sha256 === undefined || !func0.call(data11, "sha256")) {
                errors++;
              }
              if (data11.size_bytes === undefined || !func0.call(data11, "size_bytes")) {
                errors++;
              }
              for (const key1 of Object.keys(data11)) {
                if (!(key1 === "path" || key1 === "sha256" || key1 === "size_bytes")) {
                  errors++;
                }
              }
              if (data11.path !== undefined && func0.call(data11, "path")) {
                let data12 = data11.path;
                if (typeof data12 === "string") {
                  if (data12.length > 512 && func1(data12) > 512) {
                    errors++;
                  }
                  if (data12.length < 2 && func1(data12) < 1) {
                    errors++;
                  }
                  if (data12.length <= 512 || func1(data12) <= 512) {
                    if (!pattern9.test(data12)) {
                      errors++;
                    }
                  }
                } else {
                  errors++;
                }
              }
              if (data11.sha256 !== undefined && func0.call(data11, "sha256")) {
                let data13 = data11.sha256;
                if (typeof data13 === "string") {
                  if (data13.length > 64 && func1(data13) > 64) {
                    errors++;
                  }
                  if (data13.length < 128 && func1(data13) < 64) {
                    errors++;
                  }
                  if (data13.length <= 64 || func1(data13) <= 64) {
                    if (!pattern10.test(data13)) {
                      errors++;
                    }
                  }
                } else {
                  errors++;
                }
              }
              if (data11.size_bytes !== undefined && func0.call(data11, "size_bytes")) {
                let data14 = data11.size_bytes;
                if (!(
                  typeof data14 == "number" &&
                  !(data14 % 1) &&
                  !isNaN(data14) &&
                  isFinite(data14)
                )) {
                  errors++;
                }
                if (typeof data14 == "number" && isFinite(data14)) {
                  if (data14 > 9007199254740991 || isNaN(data14)) {
                    errors++;
                  }
                  if (data14 < 0 || isNaN(data14)) {
                    errors++;
                  }
                }
              }
            } else {
              errors++;
            }
          }
        }
      } else {
        errors++;
      }
    }
  } else {
    errors++;
  }
  validate20.errors = vErrors;
  return errors === 0;
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

export const v2 = validate21;
const schema33 = {
  type: "object",
  required: [
    "target",
    "quant",
    "merged",
    "dequantized",
    "ollama_name",
    "created_at",
    "created_by",
    "llama_cpp_tag",
    "base_model_hf_id",
    "base_model_revision",
    "adapter_version",
    "artifacts",
  ],
  additionalProperties: false,
  properties: {
    target: { type: "string", enum: ["ollama", "llama-server", "vllm", "mlx-serve"] },
    quant: {
      type: "string",
      minLength: 1,
      maxLength: 64,
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
      description:
        "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
    },
    merged: { type: "boolean" },
    dequantized: { type: "boolean" },
    ollama_name: { type: ["string", "null"], maxLength: 1024 },
    created_at: {
      type: "string",
      minLength: 19,
      maxLength: 19,
      pattern:
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
      description:
        "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone",
    },
    created_by: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      pattern: "^[!-~]{1,128}$",
      description: "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
    },
    llama_cpp_tag: { type: ["string", "null"], maxLength: 1024 },
    base_model_hf_id: {
      type: "string",
      minLength: 3,
      maxLength: 256,
      pattern: "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
      description:
        "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
    },
    base_model_revision: {
      type: "string",
      minLength: 40,
      maxLength: 40,
      pattern: "^[0-9a-f]{40}$",
      description:
        "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
    },
    adapter_version: { type: "integer", minimum: 1, maximum: 9007199254740991 },
    artifacts: { type: "array", maxItems: 65536, items: { $ref: "#/$defs/ExportArtifact" } },
  },
  $defs: {
    ExportArtifact: {
      type: "object",
      required: ["path", "sha256", "size_bytes"],
      additionalProperties: false,
      properties: {
        path: {
          type: "string",
          minLength: 1,
          maxLength: 512,
          pattern:
            "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
          description:
            "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
        },
        sha256: {
          type: "string",
          minLength: 64,
          maxLength: 64,
          pattern: "^[0-9a-f]{64}$",
          description: "must be 64 lower-case hexadecimal digits",
        },
        size_bytes: { type: "integer", minimum: 0, maximum: 9007199254740991 },
      },
    },
  },
};
const schema34 = {
  type: "object",
  required: ["path", "sha256", "size_bytes"],
  additionalProperties: false,
  properties: {
    path: {
      type: "string",
      minLength: 1,
      maxLength: 512,
      pattern:
        "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
      description:
        "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
    },
    sha256: {
      type: "string",
      minLength: 64,
      maxLength: 64,
      pattern: "^[0-9a-f]{64}$",
      description: "must be 64 lower-case hexadecimal digits",
    },
    size_bytes: { type: "integer", minimum: 0, maximum: 9007199254740991 },
  },
};

function validate21(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate21.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.target === undefined || !func0.call(data, "target")) {
      errors++;
    }
    if (data.quant === undefined || !func0.call(data, "quant")) {
      errors++;
    }
    if (data.merged === undefined || !func0.call(data, "merged")) {
      errors++;
    }
    if (data.dequantized === undefined || !func0.call(data, "dequantized")) {
      errors++;
    }
    if (data.ollama_name === undefined || !func0.call(data, "ollama_name")) {
      errors++;
    }
    if (data.created_at === undefined || !func0.call(data, "created_at")) {
      errors++;
    }
    if (data.created_by === undefined || !func0.call(data, "created_by")) {
      errors++;
    }
    if (data.llama_cpp_tag === undefined || !func0.call(data, "llama_cpp_tag")) {
      errors++;
    }
    if (data.base_model_hf_id === undefined || !func0.call(data, "base_model_hf_id")) {
      errors++;
    }
    if (data.base_model_revision === undefined || !func0.call(data, "base_model_revision")) {
      errors++;
    }
    if (data.adapter_version === undefined || !func0.call(data, "adapter_version")) {
      errors++;
    }
    if (data.artifacts === undefined || !func0.call(data, "artifacts")) {
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema33.properties, key0)) {
        errors++;
      }
    }
    if (data.target !== undefined && func0.call(data, "target")) {
      let data0 = data.target;
      if (typeof data0 !== "string") {
        errors++;
      }
      if (!(
        data0 === "ollama" ||
        data0 === "llama-server" ||
        data0 === "vllm" ||
        data0 === "mlx-serve"
      )) {
        errors++;
      }
    }
    if (data.quant !== undefined && func0.call(data, "quant")) {
      let data1 = data.quant;
      if (typeof data1 === "string") {
        if (data1.length > 64 && func1(data1) > 64) {
          errors++;
        }
        if (data1.length < 2 && func1(data1) < 1) {
          errors++;
        }
        if (data1.length <= 64 || func1(data1) <= 64) {
          if (!pattern4.test(data1)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.merged !== undefined && func0.call(data, "merged")) {
      if (typeof data.merged !== "boolean") {
        errors++;
      }
    }
    if (data.dequantized !== undefined && func0.call(data, "dequantized")) {
      if (typeof data.dequantized !== "boolean") {
        errors++;
      }
    }
    if (data.ollama_name !== undefined && func0.call(data, "ollama_name")) {
      let data4 = data.ollama_name;
      if (typeof data4 !== "string" && data4 !== null) {
        errors++;
      }
      if (typeof data4 === "string") {
        if (data4.length > 1024 && func1(data4) > 1024) {
          errors++;
        }
      }
    }
    if (data.created_at !== undefined && func0.call(data, "created_at")) {
      let data5 = data.created_at;
      if (typeof data5 === "string") {
        if (data5.length > 19 && func1(data5) > 19) {
          errors++;
        }
        if (data5.length < 38 && func1(data5) < 19) {
          errors++;
        }
        if (data5.length <= 19 || func1(data5) <= 19) {
          if (!pattern5.test(data5)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.created_by !== undefined && func0.call(data, "created_by")) {
      let data6 = data.created_by;
      if (typeof data6 === "string") {
        if (data6.length > 128 && func1(data6) > 128) {
          errors++;
        }
        if (data6.length < 2 && func1(data6) < 1) {
          errors++;
        }
        if (data6.length <= 128 || func1(data6) <= 128) {
          if (!pattern6.test(data6)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.llama_cpp_tag !== undefined && func0.call(data, "llama_cpp_tag")) {
      let data7 = data.llama_cpp_tag;
      if (typeof data7 !== "string" && data7 !== null) {
        errors++;
      }
      if (typeof data7 === "string") {
        if (data7.length > 1024 && func1(data7) > 1024) {
          errors++;
        }
      }
    }
    if (data.base_model_hf_id !== undefined && func0.call(data, "base_model_hf_id")) {
      let data8 = data.base_model_hf_id;
      if (typeof data8 === "string") {
        if (data8.length > 256 && func1(data8) > 256) {
          errors++;
        }
        if (data8.length < 6 && func1(data8) < 3) {
          errors++;
        }
        if (data8.length <= 256 || func1(data8) <= 256) {
          if (!pattern7.test(data8)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.base_model_revision !== undefined && func0.call(data, "base_model_revision")) {
      let data9 = data.base_model_revision;
      if (typeof data9 === "string") {
        if (data9.length > 40 && func1(data9) > 40) {
          errors++;
        }
        if (data9.length < 80 && func1(data9) < 40) {
          errors++;
        }
        if (data9.length <= 40 || func1(data9) <= 40) {
          if (!pattern8.test(data9)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.adapter_version !== undefined && func0.call(data, "adapter_version")) {
      let data10 = data.adapter_version;
      if (!(typeof data10 == "number" && !(data10 % 1) && !isNaN(data10) && isFinite(data10))) {
        errors++;
      }
      if (typeof data10 == "number" && isFinite(data10)) {
        if (data10 > 9007199254740991 || isNaN(data10)) {
          errors++;
        }
        if (data10 < 1 || isNaN(data10)) {
          errors++;
        }
      }
    }
    if (data.artifacts !== undefined && func0.call(data, "artifacts")) {
      let data11 = data.artifacts;
      if (Array.isArray(data11)) {
        if (data11.length > 65536) {
          errors++;
        }
        if (data11.length <= 65536) {
          const len0 = data11.length;
          for (let i0 = 0; i0 < len0; i0++) {
            let data12 = data11[i0];
            if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
              if (data12.path === undefined || !func0.call(data12, "path")) {
                errors++;
              }
              if (data12.sha256 === undefined || !func0.call(data12, "sha256")) {
                errors++;
              }
              if (data12.size_bytes === undefined || !func0.call(data12, "size_bytes")) {
                errors++;
              }
              for (const key1 of Object.keys(data12)) {
                if (!(key1 === "path" || key1 === "sha256" || key1 === "size_bytes")) {
                  errors++;
                }
              }
              if (data12.path !== undefined && func0.call(data12, "path")) {
                let data13 = data12.path;
                if (typeof data13 === "string") {
                  if (data13.length > 512 && func1(data13) > 512) {
                    errors++;
                  }
                  if (data13.length < 2 && func1(data13) < 1) {
                    errors++;
                  }
                  if (data13.length <= 512 || func1(data13) <= 512) {
                    if (!pattern9.test(data13)) {
                      errors++;
                    }
                  }
                } else {
                  errors++;
                }
              }
              if (data12.sha256 !== undefined && func0.call(data12, "sha256")) {
                let data14 = data12.sha256;
                if (typeof data14 === "string") {
                  if (data14.length > 64 && func1(data14) > 64) {
                    errors++;
                  }
                  if (data14.length < 128 && func1(data14) < 64) {
                    errors++;
                  }
                  if (data14.length <= 64 || func1(data14) <= 64) {
                    if (!pattern10.test(data14)) {
                      errors++;
                    }
                  }
                } else {
                  errors++;
                }
              }
              if (data12.size_bytes !== undefined && func0.call(data12, "size_bytes")) {
                let data15 = data12.size_bytes;
                if (!(
                  typeof data15 == "number" &&
                  !(data15 % 1) &&
                  !isNaN(data15) &&
                  isFinite(data15)
                )) {
                  errors++;
                }
                if (typeof data15 == "number" && isFinite(data15)) {
                  if (data15 > 9007199254740991 || isNaN(data15)) {
                    errors++;
                  }
                  if (data15 < 0 || isNaN(data15)) {
                    errors++;
                  }
                }
              }
            } else {
              errors++;
            }
          }
        }
      } else {
        errors++;
      }
    }
  } else {
    errors++;
  }
  validate21.errors = vErrors;
  return errors === 0;
}
validate21.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

export const v3 = validate22;
const schema35 = {
  type: "object",
  required: [
    "schema_version",
    "target",
    "quant",
    "merged",
    "dequantized",
    "ollama_name",
    "created_at",
    "created_by",
    "llama_cpp_tag",
    "base_model_hf_id",
    "base_model_revision",
    "adapter_version",
    "artifacts",
  ],
  additionalProperties: false,
  properties: {
    schema_version: { type: "integer", const: 3 },
    target: { type: "string", enum: ["ollama", "llama-server", "vllm", "mlx-serve"] },
    quant: {
      type: "string",
      minLength: 1,
      maxLength: 64,
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
      description:
        "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
    },
    merged: { type: "boolean" },
    dequantized: { type: "boolean" },
    ollama_name: { type: ["string", "null"], maxLength: 1024 },
    created_at: {
      type: "string",
      minLength: 20,
      maxLength: 20,
      pattern:
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
      description:
        "must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges",
    },
    created_by: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      pattern: "^[!-~]{1,128}$",
      description: "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
    },
    llama_cpp_tag: { type: ["string", "null"], maxLength: 1024 },
    base_model_hf_id: {
      type: "string",
      minLength: 3,
      maxLength: 256,
      pattern: "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
      description:
        "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
    },
    base_model_revision: {
      type: "string",
      minLength: 40,
      maxLength: 40,
      pattern: "^[0-9a-f]{40}$",
      description:
        "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
    },
    adapter_version: { type: "integer", minimum: 1, maximum: 9007199254740991 },
    artifacts: { type: "array", maxItems: 65536, items: { $ref: "#/$defs/ExportArtifact" } },
  },
  $defs: {
    ExportArtifact: {
      type: "object",
      required: ["path", "sha256", "size_bytes", "role"],
      additionalProperties: false,
      properties: {
        path: {
          type: "string",
          minLength: 1,
          maxLength: 512,
          pattern:
            "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
          description:
            "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
        },
        sha256: {
          type: "string",
          minLength: 64,
          maxLength: 64,
          pattern: "^[0-9a-f]{64}$",
          description: "must be 64 lower-case hexadecimal digits",
        },
        size_bytes: { type: "integer", minimum: 0, maximum: 9007199254740991 },
        role: {
          type: "string",
          enum: [
            "base_model",
            "adapter",
            "projector",
            "modelfile",
            "chat_template",
            "launch_script",
            "runtime_config",
            "other",
          ],
        },
      },
    },
  },
};
const schema36 = {
  type: "object",
  required: ["path", "sha256", "size_bytes", "role"],
  additionalProperties: false,
  properties: {
    path: {
      type: "string",
      minLength: 1,
      maxLength: 512,
      pattern:
        "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
      description:
        "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
    },
    sha256: {
      type: "string",
      minLength: 64,
      maxLength: 64,
      pattern: "^[0-9a-f]{64}$",
      description: "must be 64 lower-case hexadecimal digits",
    },
    size_bytes: { type: "integer", minimum: 0, maximum: 9007199254740991 },
    role: {
      type: "string",
      enum: [
        "base_model",
        "adapter",
        "projector",
        "modelfile",
        "chat_template",
        "launch_script",
        "runtime_config",
        "other",
      ],
    },
  },
};
const pattern19 = new RegExp(
  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
  "u",
);

function validate22(
  data,
  { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate22.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.schema_version === undefined || !func0.call(data, "schema_version")) {
      errors++;
    }
    if (data.target === undefined || !func0.call(data, "target")) {
      errors++;
    }
    if (data.quant === undefined || !func0.call(data, "quant")) {
      errors++;
    }
    if (data.merged === undefined || !func0.call(data, "merged")) {
      errors++;
    }
    if (data.dequantized === undefined || !func0.call(data, "dequantized")) {
      errors++;
    }
    if (data.ollama_name === undefined || !func0.call(data, "ollama_name")) {
      errors++;
    }
    if (data.created_at === undefined || !func0.call(data, "created_at")) {
      errors++;
    }
    if (data.created_by === undefined || !func0.call(data, "created_by")) {
      errors++;
    }
    if (data.llama_cpp_tag === undefined || !func0.call(data, "llama_cpp_tag")) {
      errors++;
    }
    if (data.base_model_hf_id === undefined || !func0.call(data, "base_model_hf_id")) {
      errors++;
    }
    if (data.base_model_revision === undefined || !func0.call(data, "base_model_revision")) {
      errors++;
    }
    if (data.adapter_version === undefined || !func0.call(data, "adapter_version")) {
      errors++;
    }
    if (data.artifacts === undefined || !func0.call(data, "artifacts")) {
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema35.properties, key0)) {
        errors++;
      }
    }
    if (data.schema_version !== undefined && func0.call(data, "schema_version")) {
      let data0 = data.schema_version;
      if (!(typeof data0 == "number" && !(data0 % 1) && !isNaN(data0) && isFinite(data0))) {
        errors++;
      }
      if (3 !== data0) {
        errors++;
      }
    }
    if (data.target !== undefined && func0.call(data, "target")) {
      let data1 = data.target;
      if (typeof data1 !== "string") {
        errors++;
      }
      if (!(
        data1 === "ollama" ||
        data1 === "llama-server" ||
        data1 === "vllm" ||
        data1 === "mlx-serve"
      )) {
        errors++;
      }
    }
    if (data.quant !== undefined && func0.call(data, "quant")) {
      let data2 = data.quant;
      if (typeof data2 === "string") {
        if (data2.length > 64 && func1(data2) > 64) {
          errors++;
        }
        if (data2.length < 2 && func1(data2) < 1) {
          errors++;
        }
        if (data2.length <= 64 || func1(data2) <= 64) {
          if (!pattern4.test(data2)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.merged !== undefined && func0.call(data, "merged")) {
      if (typeof data.merged !== "boolean") {
        errors++;
      }
    }
    if (data.dequantized !== undefined && func0.call(data, "dequantized")) {
      if (typeof data.dequantized !== "boolean") {
        errors++;
      }
    }
    if (data.ollama_name !== undefined && func0.call(data, "ollama_name")) {
      let data5 = data.ollama_name;
      if (typeof data5 !== "string" && data5 !== null) {
        errors++;
      }
      if (typeof data5 === "string") {
        if (data5.length > 1024 && func1(data5) > 1024) {
          errors++;
        }
      }
    }
    if (data.created_at !== undefined && func0.call(data, "created_at")) {
      let data6 = data.created_at;
      if (typeof data6 === "string") {
        if (data6.length > 20 && func1(data6) > 20) {
          errors++;
        }
        if (data6.length < 40 && func1(data6) < 20) {
          errors++;
        }
        if (data6.length <= 20 || func1(data6) <= 20) {
          if (!pattern19.test(data6)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.created_by !== undefined && func0.call(data, "created_by")) {
      let data7 = data.created_by;
      if (typeof data7 === "string") {
        if (data7.length > 128 && func1(data7) > 128) {
          errors++;
        }
        if (data7.length < 2 && func1(data7) < 1) {
          errors++;
        }
        if (data7.length <= 128 || func1(data7) <= 128) {
          if (!pattern6.test(data7)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.llama_cpp_tag !== undefined && func0.call(data, "llama_cpp_tag")) {
      let data8 = data.llama_cpp_tag;
      if (typeof data8 !== "string" && data8 !== null) {
        errors++;
      }
      if (typeof data8 === "string") {
        if (data8.length > 1024 && func1(data8) > 1024) {
          errors++;
        }
      }
    }
    if (data.base_model_hf_id !== undefined && func0.call(data, "base_model_hf_id")) {
      let data9 = data.base_model_hf_id;
      if (typeof data9 === "string") {
        if (data9.length > 256 && func1(data9) > 256) {
          errors++;
        }
        if (data9.length < 6 && func1(data9) < 3) {
          errors++;
        }
        if (data9.length <= 256 || func1(data9) <= 256) {
          if (!pattern7.test(data9)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.base_model_revision !== undefined && func0.call(data, "base_model_revision")) {
      let data10 = data.base_model_revision;
      if (typeof data10 === "string") {
        if (data10.length > 40 && func1(data10) > 40) {
          errors++;
        }
        if (data10.length < 80 && func1(data10) < 40) {
          errors++;
        }
        if (data10.length <= 40 || func1(data10) <= 40) {
          if (!pattern8.test(data10)) {
            errors++;
          }
        }
      } else {
        errors++;
      }
    }
    if (data.adapter_version !== undefined && func0.call(data, "adapter_version")) {
      let data11 = data.adapter_version;
      if (!(typeof data11 == "number" && !(data11 % 1) && !isNaN(data11) && isFinite(data11))) {
        errors++;
      }
      if (typeof data11 == "number" && isFinite(data11)) {
        if (data11 > 9007199254740991 || isNaN(data11)) {
          errors++;
        }
        if (data11 < 1 || isNaN(data11)) {
          errors++;
        }
      }
    }
    if (data.artifacts !== undefined && func0.call(data, "artifacts")) {
      let data12 = data.artifacts;
      if (Array.isArray(data12)) {
        if (data12.length > 65536) {
          errors++;
        }
        if (data12.length <= 65536) {
          const len0 = data12.length;
          for (let i0 = 0; i0 < len0; i0++) {
            let data13 = data12[i0];
            if (data13 && typeof data13 == "object" && !Array.isArray(data13)) {
              if (data13.path === undefined || !func0.call(data13, "path")) {
                errors++;
              }
              if (data13.sha256 === undefined || !func0.call(data13, "sha256")) {
                errors++;
              }
              if (data13.size_bytes === undefined || !func0.call(data13, "size_bytes")) {
                errors++;
              }
              if (data13.role === undefined || !func0.call(data13, "role")) {
                errors++;
              }
              for (const key1 of Object.keys(data13)) {
                if (!(
                  key1 === "path" ||
                  key1 === "sha256" ||
                  key1 === "size_bytes" ||
                  key1 === "role"
                )) {
                  errors++;
                }
              }
              if (data13.path !== undefined && func0.call(data13, "path")) {
                let data14 = data13.path;
                if (typeof data14 === "string") {
                  if (data14.length > 512 && func1(data14) > 512) {
                    errors++;
                  }
                  if (data14.length < 2 && func1(data14) < 1) {
                    errors++;
                  }
                  if (data14.length <= 512 || func1(data14) <= 512) {
                    if (!pattern9.test(data14)) {
                      errors++;
                    }
                  }
                } else {
                  errors++;
                }
              }
              if (data13.sha256 !== undefined && func0.call(data13, "sha256")) {
                let data15 = data13.sha256;
                if (typeof data15 === "string") {
                  if (data15.length > 64 && func1(data15) > 64) {
                    errors++;
                  }
                  if (data15.length < 128 && func1(data15) < 64) {
                    errors++;
                  }
                  if (data15.length <= 64 || func1(data15) <= 64) {
                    if (!pattern10.test(data15)) {
                      errors++;
                    }
                  }
                } else {
                  errors++;
                }
              }
              if (data13.size_bytes !== undefined && func0.call(data13, "size_bytes")) {
                let data16 = data13.size_bytes;
                if (!(
                  typeof data16 == "number" &&
                  !(data16 % 1) &&
                  !isNaN(data16) &&
                  isFinite(data16)
                )) {
                  errors++;
                }
                if (typeof data16 == "number" && isFinite(data16)) {
                  if (data16 > 9007199254740991 || isNaN(data16)) {
                    errors++;
                  }
                  if (data16 < 0 || isNaN(data16)) {
                    errors++;
                  }
                }
              }
              if (data13.role !== undefined && func0.call(data13, "role")) {
                let data17 = data13.role;
                if (typeof data17 !== "string") {
                  errors++;
                }
                if (!(
                  data17 === "base_model" ||
                  data17 === "adapter" ||
                  data17 === "projector" ||
                  data17 === "modelfile" ||
                  data17 === "chat_template" ||
                  data17 === "launch_script" ||
                  data17 === "runtime_config" ||
                  data17 === "other"
                )) {
                  errors++;
                }
              }
            } else {
              errors++;
            }
          }
        }
      } else {
        errors++;
      }
    }
  } else {
    errors++;
  }
  validate22.errors = vErrors;
  return errors === 0;
}
validate22.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
