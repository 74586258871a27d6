// Generated from schema/export-manifest by `nox -s generate`. Do not edit.
// @ts-nocheck

import { lengthInCodePoints } from "./text.js";

export const v1 = validate20;
const schema31 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
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
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "quant" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.merged === undefined || !func0.call(data, "merged")) {
      const err1 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "merged" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.dequantized === undefined || !func0.call(data, "dequantized")) {
      const err2 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "dequantized" },
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (data.ollama_name === undefined || !func0.call(data, "ollama_name")) {
      const err3 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "ollama_name" },
      };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    if (data.created_at === undefined || !func0.call(data, "created_at")) {
      const err4 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "created_at" },
      };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    if (data.created_by === undefined || !func0.call(data, "created_by")) {
      const err5 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "created_by" },
      };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
    if (data.llama_cpp_tag === undefined || !func0.call(data, "llama_cpp_tag")) {
      const err6 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "llama_cpp_tag" },
      };
      if (vErrors === null) {
        vErrors = [err6];
      } else {
        vErrors.push(err6);
      }
      errors++;
    }
    if (data.base_model_hf_id === undefined || !func0.call(data, "base_model_hf_id")) {
      const err7 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "base_model_hf_id" },
      };
      if (vErrors === null) {
        vErrors = [err7];
      } else {
        vErrors.push(err7);
      }
      errors++;
    }
    if (data.base_model_revision === undefined || !func0.call(data, "base_model_revision")) {
      const err8 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "base_model_revision" },
      };
      if (vErrors === null) {
        vErrors = [err8];
      } else {
        vErrors.push(err8);
      }
      errors++;
    }
    if (data.adapter_version === undefined || !func0.call(data, "adapter_version")) {
      const err9 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "adapter_version" },
      };
      if (vErrors === null) {
        vErrors = [err9];
      } else {
        vErrors.push(err9);
      }
      errors++;
    }
    if (data.artifacts === undefined || !func0.call(data, "artifacts")) {
      const err10 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "artifacts" },
      };
      if (vErrors === null) {
        vErrors = [err10];
      } else {
        vErrors.push(err10);
      }
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema31.properties, key0)) {
        const err11 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (data.quant !== undefined && func0.call(data, "quant")) {
      let data0 = data.quant;
      if (typeof data0 === "string") {
        if (data0.length > 64 && func1(data0) > 64) {
          const err12 = {
            instancePath: instancePath + "/quant",
            schemaPath: "#/properties/quant/maxLength",
            keyword: "maxLength",
            params: { limit: 64 },
          };
          if (vErrors === null) {
            vErrors = [err12];
          } else {
            vErrors.push(err12);
          }
          errors++;
        }
        if (data0.length < 2 && func1(data0) < 1) {
          const err13 = {
            instancePath: instancePath + "/quant",
            schemaPath: "#/properties/quant/minLength",
            keyword: "minLength",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err13];
          } else {
            vErrors.push(err13);
          }
          errors++;
        }
        if (data0.length <= 64 || func1(data0) <= 64) {
          if (!pattern4.test(data0)) {
            const err14 = {
              instancePath: instancePath + "/quant",
              schemaPath: "#/properties/quant/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                requirement:
                  "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
              },
            };
            if (vErrors === null) {
              vErrors = [err14];
            } else {
              vErrors.push(err14);
            }
            errors++;
          }
        }
      } else {
        const err15 = {
          instancePath: instancePath + "/quant",
          schemaPath: "#/properties/quant/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err15];
        } else {
          vErrors.push(err15);
        }
        errors++;
      }
    }
    if (data.merged !== undefined && func0.call(data, "merged")) {
      if (typeof data.merged !== "boolean") {
        const err16 = {
          instancePath: instancePath + "/merged",
          schemaPath: "#/properties/merged/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
    if (data.dequantized !== undefined && func0.call(data, "dequantized")) {
      if (typeof data.dequantized !== "boolean") {
        const err17 = {
          instancePath: instancePath + "/dequantized",
          schemaPath: "#/properties/dequantized/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
    if (data.ollama_name !== undefined && func0.call(data, "ollama_name")) {
      let data3 = data.ollama_name;
      if (typeof data3 !== "string" && data3 !== null) {
        const err18 = {
          instancePath: instancePath + "/ollama_name",
          schemaPath: "#/properties/ollama_name/type",
          keyword: "type",
          params: { type: schema31.properties.ollama_name.type },
        };
        if (vErrors === null) {
          vErrors = [err18];
        } else {
          vErrors.push(err18);
        }
        errors++;
      }
      if (typeof data3 === "string") {
        if (data3.length > 1024 && func1(data3) > 1024) {
          const err19 = {
            instancePath: instancePath + "/ollama_name",
            schemaPath: "#/properties/ollama_name/maxLength",
            keyword: "maxLength",
            params: { limit: 1024 },
          };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
      }
    }
    if (data.created_at !== undefined && func0.call(data, "created_at")) {
      let data4 = data.created_at;
      if (typeof data4 === "string") {
        if (data4.length > 19 && func1(data4) > 19) {
          const err20 = {
            instancePath: instancePath + "/created_at",
            schemaPath: "#/properties/created_at/maxLength",
            keyword: "maxLength",
            params: { limit: 19 },
          };
          if (vErrors === null) {
            vErrors = [err20];
          } else {
            vErrors.push(err20);
          }
          errors++;
        }
        if (data4.length < 38 && func1(data4) < 19) {
          const err21 = {
            instancePath: instancePath + "/created_at",
            schemaPath: "#/properties/created_at/minLength",
            keyword: "minLength",
            params: { limit: 19 },
          };
          if (vErrors === null) {
            vErrors = [err21];
          } else {
            vErrors.push(err21);
          }
          errors++;
        }
        if (data4.length <= 19 || func1(data4) <= 19) {
          if (!pattern5.test(data4)) {
            const err22 = {
              instancePath: instancePath + "/created_at",
              schemaPath: "#/properties/created_at/pattern",
              keyword: "pattern",
              params: {
                pattern:
                  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
                requirement:
                  "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone",
              },
            };
            if (vErrors === null) {
              vErrors = [err22];
            } else {
              vErrors.push(err22);
            }
            errors++;
          }
        }
      } else {
        const err23 = {
          instancePath: instancePath + "/created_at",
          schemaPath: "#/properties/created_at/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err23];
        } else {
          vErrors.push(err23);
        }
        errors++;
      }
    }
    if (data.created_by !== undefined && func0.call(data, "created_by")) {
      let data5 = data.created_by;
      if (typeof data5 === "string") {
        if (data5.length > 128 && func1(data5) > 128) {
          const err24 = {
            instancePath: instancePath + "/created_by",
            schemaPath: "#/properties/created_by/maxLength",
            keyword: "maxLength",
            params: { limit: 128 },
          };
          if (vErrors === null) {
            vErrors = [err24];
          } else {
            vErrors.push(err24);
          }
          errors++;
        }
        if (data5.length < 2 && func1(data5) < 1) {
          const err25 = {
            instancePath: instancePath + "/created_by",
            schemaPath: "#/properties/created_by/minLength",
            keyword: "minLength",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err25];
          } else {
            vErrors.push(err25);
          }
          errors++;
        }
        if (data5.length <= 128 || func1(data5) <= 128) {
          if (!pattern6.test(data5)) {
            const err26 = {
              instancePath: instancePath + "/created_by",
              schemaPath: "#/properties/created_by/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[!-~]{1,128}$",
                requirement:
                  "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
              },
            };
            if (vErrors === null) {
              vErrors = [err26];
            } else {
              vErrors.push(err26);
            }
            errors++;
          }
        }
      } else {
        const err27 = {
          instancePath: instancePath + "/created_by",
          schemaPath: "#/properties/created_by/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err27];
        } else {
          vErrors.push(err27);
        }
        errors++;
      }
    }
    if (data.llama_cpp_tag !== undefined && func0.call(data, "llama_cpp_tag")) {
      let data6 = data.llama_cpp_tag;
      if (typeof data6 !== "string" && data6 !== null) {
        const err28 = {
          instancePath: instancePath + "/llama_cpp_tag",
          schemaPath: "#/properties/llama_cpp_tag/type",
          keyword: "type",
          params: { type: schema31.properties.llama_cpp_tag.type },
        };
        if (vErrors === null) {
          vErrors = [err28];
        } else {
          vErrors.push(err28);
        }
        errors++;
      }
      if (typeof data6 === "string") {
        if (data6.length > 1024 && func1(data6) > 1024) {
          const err29 = {
            instancePath: instancePath + "/llama_cpp_tag",
            schemaPath: "#/properties/llama_cpp_tag/maxLength",
            keyword: "maxLength",
            params: { limit: 1024 },
          };
          if (vErrors === null) {
            vErrors = [err29];
          } else {
            vErrors.push(err29);
          }
          errors++;
        }
      }
    }
    if (data.base_model_hf_id !== undefined && func0.call(data, "base_model_hf_id")) {
      let data7 = data.base_model_hf_id;
      if (typeof data7 === "string") {
        if (data7.length > 256 && func1(data7) > 256) {
          const err30 = {
            instancePath: instancePath + "/base_model_hf_id",
            schemaPath: "#/properties/base_model_hf_id/maxLength",
            keyword: "maxLength",
            params: { limit: 256 },
          };
          if (vErrors === null) {
            vErrors = [err30];
          } else {
            vErrors.push(err30);
          }
          errors++;
        }
        if (data7.length < 6 && func1(data7) < 3) {
          const err31 = {
            instancePath: instancePath + "/base_model_hf_id",
            schemaPath: "#/properties/base_model_hf_id/minLength",
            keyword: "minLength",
            params: { limit: 3 },
          };
          if (vErrors === null) {
            vErrors = [err31];
          } else {
            vErrors.push(err31);
          }
          errors++;
        }
        if (data7.length <= 256 || func1(data7) <= 256) {
          if (!pattern7.test(data7)) {
            const err32 = {
              instancePath: instancePath + "/base_model_hf_id",
              schemaPath: "#/properties/base_model_hf_id/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
                requirement:
                  "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
              },
            };
            if (vErrors === null) {
              vErrors = [err32];
            } else {
              vErrors.push(err32);
            }
            errors++;
          }
        }
      } else {
        const err33 = {
          instancePath: instancePath + "/base_model_hf_id",
          schemaPath: "#/properties/base_model_hf_id/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err33];
        } else {
          vErrors.push(err33);
        }
        errors++;
      }
    }
    if (data.base_model_revision !== undefined && func0.call(data, "base_model_revision")) {
      let data8 = data.base_model_revision;
      if (typeof data8 === "string") {
        if (data8.length > 40 && func1(data8) > 40) {
          const err34 = {
            instancePath: instancePath + "/base_model_revision",
            schemaPath: "#/properties/base_model_revision/maxLength",
            keyword: "maxLength",
            params: { limit: 40 },
          };
          if (vErrors === null) {
            vErrors = [err34];
          } else {
            vErrors.push(err34);
          }
          errors++;
        }
        if (data8.length < 80 && func1(data8) < 40) {
          const err35 = {
            instancePath: instancePath + "/base_model_revision",
            schemaPath: "#/properties/base_model_revision/minLength",
            keyword: "minLength",
            params: { limit: 40 },
          };
          if (vErrors === null) {
            vErrors = [err35];
          } else {
            vErrors.push(err35);
          }
          errors++;
        }
        if (data8.length <= 40 || func1(data8) <= 40) {
          if (!pattern8.test(data8)) {
            const err36 = {
              instancePath: instancePath + "/base_model_revision",
              schemaPath: "#/properties/base_model_revision/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[0-9a-f]{40}$",
                requirement:
                  "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
              },
            };
            if (vErrors === null) {
              vErrors = [err36];
            } else {
              vErrors.push(err36);
            }
            errors++;
          }
        }
      } else {
        const err37 = {
          instancePath: instancePath + "/base_model_revision",
          schemaPath: "#/properties/base_model_revision/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err37];
        } else {
          vErrors.push(err37);
        }
        errors++;
      }
    }
    if (data.adapter_version !== undefined && func0.call(data, "adapter_version")) {
      let data9 = data.adapter_version;
      if (!(typeof data9 == "number" && !(data9 % 1) && !isNaN(data9) && isFinite(data9))) {
        const err38 = {
          instancePath: instancePath + "/adapter_version",
          schemaPath: "#/properties/adapter_version/type",
          keyword: "type",
          params: { type: "integer" },
        };
        if (vErrors === null) {
          vErrors = [err38];
        } else {
          vErrors.push(err38);
        }
        errors++;
      }
      if (typeof data9 == "number" && isFinite(data9)) {
        if (data9 > 9007199254740991 || isNaN(data9)) {
          const err39 = {
            instancePath: instancePath + "/adapter_version",
            schemaPath: "#/properties/adapter_version/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 9007199254740991 },
          };
          if (vErrors === null) {
            vErrors = [err39];
          } else {
            vErrors.push(err39);
          }
          errors++;
        }
        if (data9 < 1 || isNaN(data9)) {
          const err40 = {
            instancePath: instancePath + "/adapter_version",
            schemaPath: "#/properties/adapter_version/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err40];
          } else {
            vErrors.push(err40);
          }
          errors++;
        }
      }
    }
    if (data.artifacts !== undefined && func0.call(data, "artifacts")) {
      let data10 = data.artifacts;
      if (Array.isArray(data10)) {
        if (data10.length > 65536) {
          const err41 = {
            instancePath: instancePath + "/artifacts",
            schemaPath: "#/properties/artifacts/maxItems",
            keyword: "maxItems",
            params: { limit: 65536 },
          };
          if (vErrors === null) {
            vErrors = [err41];
          } else {
            vErrors.push(err41);
          }
          errors++;
        }
        if (data10.length <= 65536) {
          const len0 = data10.length;
          for (let i0 = 0; i0 < len0; i0++) {
            let data11 = data10[i0];
            if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
              if (data11.path === undefined || !func0.call(data11, "path")) {
                const err42 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "path" },
                };
                if (vErrors === null) {
                  vErrors = [err42];
                } else {
                  vErrors.push(err42);
                }
                errors++;
              }
              if (data11.sha256 === undefined || !func0.call(data11, "sha256")) {
                const err43 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "sha256" },
                };
                if (vErrors === null) {
                  vErrors = [err43];
                } else {
                  vErrors.push(err43);
                }
                errors++;
              }
              if (data11.size_bytes === undefined || !func0.call(data11, "size_bytes")) {
                const err44 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "size_bytes" },
                };
                if (vErrors === null) {
                  vErrors = [err44];
                } else {
                  vErrors.push(err44);
                }
                errors++;
              }
              for (const key1 of Object.keys(data11)) {
                if (!(key1 === "path" || key1 === "sha256" || key1 === "size_bytes")) {
                  const err45 = {
                    instancePath: instancePath + "/artifacts/" + i0,
                    schemaPath: "#/$defs/ExportArtifact/additionalProperties",
                    keyword: "additionalProperties",
                    params: { additionalProperty: key1 },
                  };
                  if (vErrors === null) {
                    vErrors = [err45];
                  } else {
                    vErrors.push(err45);
                  }
                  errors++;
                }
              }
              if (data11.path !== undefined && func0.call(data11, "path")) {
                let data12 = data11.path;
                if (typeof data12 === "string") {
                  if (data12.length > 512 && func1(data12) > 512) {
                    const err46 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/path",
                      schemaPath: "#/$defs/ExportArtifact/properties/path/maxLength",
                      keyword: "maxLength",
                      params: { limit: 512 },
                    };
                    if (vErrors === null) {
                      vErrors = [err46];
                    } else {
                      vErrors.push(err46);
                    }
                    errors++;
                  }
                  if (data12.length < 2 && func1(data12) < 1) {
                    const err47 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/path",
                      schemaPath: "#/$defs/ExportArtifact/properties/path/minLength",
                      keyword: "minLength",
                      params: { limit: 1 },
                    };
                    if (vErrors === null) {
                      vErrors = [err47];
                    } else {
                      vErrors.push(err47);
                    }
                    errors++;
                  }
                  if (data12.length <= 512 || func1(data12) <= 512) {
                    if (!pattern9.test(data12)) {
                      const err48 = {
                        instancePath: instancePath + "/artifacts/" + i0 + "/path",
                        schemaPath: "#/$defs/ExportArtifact/properties/path/pattern",
                        keyword: "pattern",
                        params: {
                          pattern:
                            "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
                          requirement:
                            "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
                        },
                      };
                      if (vErrors === null) {
                        vErrors = [err48];
                      } else {
                        vErrors.push(err48);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err49 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/path",
                    schemaPath: "#/$defs/ExportArtifact/properties/path/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err49];
                  } else {
                    vErrors.push(err49);
                  }
                  errors++;
                }
              }
              if (data11.sha256 !== undefined && func0.call(data11, "sha256")) {
                let data13 = data11.sha256;
                if (typeof data13 === "string") {
                  if (data13.length > 64 && func1(data13) > 64) {
                    const err50 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                      schemaPath: "#/$defs/ExportArtifact/properties/sha256/maxLength",
                      keyword: "maxLength",
                      params: { limit: 64 },
                    };
                    if (vErrors === null) {
                      vErrors = [err50];
                    } else {
                      vErrors.push(err50);
                    }
                    errors++;
                  }
                  if (data13.length < 128 && func1(data13) < 64) {
                    const err51 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                      schemaPath: "#/$defs/ExportArtifact/properties/sha256/minLength",
                      keyword: "minLength",
                      params: { limit: 64 },
                    };
                    if (vErrors === null) {
                      vErrors = [err51];
                    } else {
                      vErrors.push(err51);
                    }
                    errors++;
                  }
                  if (data13.length <= 64 || func1(data13) <= 64) {
                    if (!pattern10.test(data13)) {
                      const err52 = {
                        instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                        schemaPath: "#/$defs/ExportArtifact/properties/sha256/pattern",
                        keyword: "pattern",
                        params: {
                          pattern: "^[0-9a-f]{64}$",
                          requirement: "must be 64 lower-case hexadecimal digits",
                        },
                      };
                      if (vErrors === null) {
                        vErrors = [err52];
                      } else {
                        vErrors.push(err52);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err53 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                    schemaPath: "#/$defs/ExportArtifact/properties/sha256/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err53];
                  } else {
                    vErrors.push(err53);
                  }
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
                  const err54 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                    schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/type",
                    keyword: "type",
                    params: { type: "integer" },
                  };
                  if (vErrors === null) {
                    vErrors = [err54];
                  } else {
                    vErrors.push(err54);
                  }
                  errors++;
                }
                if (typeof data14 == "number" && isFinite(data14)) {
                  if (data14 > 9007199254740991 || isNaN(data14)) {
                    const err55 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                      schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/maximum",
                      keyword: "maximum",
                      params: { comparison: "<=", limit: 9007199254740991 },
                    };
                    if (vErrors === null) {
                      vErrors = [err55];
                    } else {
                      vErrors.push(err55);
                    }
                    errors++;
                  }
                  if (data14 < 0 || isNaN(data14)) {
                    const err56 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                      schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/minimum",
                      keyword: "minimum",
                      params: { comparison: ">=", limit: 0 },
                    };
                    if (vErrors === null) {
                      vErrors = [err56];
                    } else {
                      vErrors.push(err56);
                    }
                    errors++;
                  }
                }
              }
            } else {
              const err57 = {
                instancePath: instancePath + "/artifacts/" + i0,
                schemaPath: "#/$defs/ExportArtifact/type",
                keyword: "type",
                params: { type: "object" },
              };
              if (vErrors === null) {
                vErrors = [err57];
              } else {
                vErrors.push(err57);
              }
              errors++;
            }
          }
        }
      } else {
        const err58 = {
          instancePath: instancePath + "/artifacts",
          schemaPath: "#/properties/artifacts/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err58];
        } else {
          vErrors.push(err58);
        }
        errors++;
      }
    }
  } else {
    const err59 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
    };
    if (vErrors === null) {
      vErrors = [err59];
    } else {
      vErrors.push(err59);
    }
    errors++;
  }
  validate20.errors = vErrors;
  return errors === 0;
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

export const v2 = validate21;
const schema33 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
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
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "target" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.quant === undefined || !func0.call(data, "quant")) {
      const err1 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "quant" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.merged === undefined || !func0.call(data, "merged")) {
      const err2 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "merged" },
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (data.dequantized === undefined || !func0.call(data, "dequantized")) {
      const err3 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "dequantized" },
      };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    if (data.ollama_name === undefined || !func0.call(data, "ollama_name")) {
      const err4 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "ollama_name" },
      };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    if (data.created_at === undefined || !func0.call(data, "created_at")) {
      const err5 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "created_at" },
      };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
    if (data.created_by === undefined || !func0.call(data, "created_by")) {
      const err6 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "created_by" },
      };
      if (vErrors === null) {
        vErrors = [err6];
      } else {
        vErrors.push(err6);
      }
      errors++;
    }
    if (data.llama_cpp_tag === undefined || !func0.call(data, "llama_cpp_tag")) {
      const err7 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "llama_cpp_tag" },
      };
      if (vErrors === null) {
        vErrors = [err7];
      } else {
        vErrors.push(err7);
      }
      errors++;
    }
    if (data.base_model_hf_id === undefined || !func0.call(data, "base_model_hf_id")) {
      const err8 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "base_model_hf_id" },
      };
      if (vErrors === null) {
        vErrors = [err8];
      } else {
        vErrors.push(err8);
      }
      errors++;
    }
    if (data.base_model_revision === undefined || !func0.call(data, "base_model_revision")) {
      const err9 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "base_model_revision" },
      };
      if (vErrors === null) {
        vErrors = [err9];
      } else {
        vErrors.push(err9);
      }
      errors++;
    }
    if (data.adapter_version === undefined || !func0.call(data, "adapter_version")) {
      const err10 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "adapter_version" },
      };
      if (vErrors === null) {
        vErrors = [err10];
      } else {
        vErrors.push(err10);
      }
      errors++;
    }
    if (data.artifacts === undefined || !func0.call(data, "artifacts")) {
      const err11 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "artifacts" },
      };
      if (vErrors === null) {
        vErrors = [err11];
      } else {
        vErrors.push(err11);
      }
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema33.properties, key0)) {
        const err12 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.target !== undefined && func0.call(data, "target")) {
      let data0 = data.target;
      if (typeof data0 !== "string") {
        const err13 = {
          instancePath: instancePath + "/target",
          schemaPath: "#/properties/target/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err13];
        } else {
          vErrors.push(err13);
        }
        errors++;
      }
      if (!(
        data0 === "ollama" ||
        data0 === "llama-server" ||
        data0 === "vllm" ||
        data0 === "mlx-serve"
      )) {
        const err14 = {
          instancePath: instancePath + "/target",
          schemaPath: "#/properties/target/enum",
          keyword: "enum",
          params: { allowedValues: schema33.properties.target.enum },
        };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      }
    }
    if (data.quant !== undefined && func0.call(data, "quant")) {
      let data1 = data.quant;
      if (typeof data1 === "string") {
        if (data1.length > 64 && func1(data1) > 64) {
          const err15 = {
            instancePath: instancePath + "/quant",
            schemaPath: "#/properties/quant/maxLength",
            keyword: "maxLength",
            params: { limit: 64 },
          };
          if (vErrors === null) {
            vErrors = [err15];
          } else {
            vErrors.push(err15);
          }
          errors++;
        }
        if (data1.length < 2 && func1(data1) < 1) {
          const err16 = {
            instancePath: instancePath + "/quant",
            schemaPath: "#/properties/quant/minLength",
            keyword: "minLength",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err16];
          } else {
            vErrors.push(err16);
          }
          errors++;
        }
        if (data1.length <= 64 || func1(data1) <= 64) {
          if (!pattern4.test(data1)) {
            const err17 = {
              instancePath: instancePath + "/quant",
              schemaPath: "#/properties/quant/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                requirement:
                  "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
              },
            };
            if (vErrors === null) {
              vErrors = [err17];
            } else {
              vErrors.push(err17);
            }
            errors++;
          }
        }
      } else {
        const err18 = {
          instancePath: instancePath + "/quant",
          schemaPath: "#/properties/quant/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err18];
        } else {
          vErrors.push(err18);
        }
        errors++;
      }
    }
    if (data.merged !== undefined && func0.call(data, "merged")) {
      if (typeof data.merged !== "boolean") {
        const err19 = {
          instancePath: instancePath + "/merged",
          schemaPath: "#/properties/merged/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err19];
        } else {
          vErrors.push(err19);
        }
        errors++;
      }
    }
    if (data.dequantized !== undefined && func0.call(data, "dequantized")) {
      if (typeof data.dequantized !== "boolean") {
        const err20 = {
          instancePath: instancePath + "/dequantized",
          schemaPath: "#/properties/dequantized/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err20];
        } else {
          vErrors.push(err20);
        }
        errors++;
      }
    }
    if (data.ollama_name !== undefined && func0.call(data, "ollama_name")) {
      let data4 = data.ollama_name;
      if (typeof data4 !== "string" && data4 !== null) {
        const err21 = {
          instancePath: instancePath + "/ollama_name",
          schemaPath: "#/properties/ollama_name/type",
          keyword: "type",
          params: { type: schema33.properties.ollama_name.type },
        };
        if (vErrors === null) {
          vErrors = [err21];
        } else {
          vErrors.push(err21);
        }
        errors++;
      }
      if (typeof data4 === "string") {
        if (data4.length > 1024 && func1(data4) > 1024) {
          const err22 = {
            instancePath: instancePath + "/ollama_name",
            schemaPath: "#/properties/ollama_name/maxLength",
            keyword: "maxLength",
            params: { limit: 1024 },
          };
          if (vErrors === null) {
            vErrors = [err22];
          } else {
            vErrors.push(err22);
          }
          errors++;
        }
      }
    }
    if (data.created_at !== undefined && func0.call(data, "created_at")) {
      let data5 = data.created_at;
      if (typeof data5 === "string") {
        if (data5.length > 19 && func1(data5) > 19) {
          const err23 = {
            instancePath: instancePath + "/created_at",
            schemaPath: "#/properties/created_at/maxLength",
            keyword: "maxLength",
            params: { limit: 19 },
          };
          if (vErrors === null) {
            vErrors = [err23];
          } else {
            vErrors.push(err23);
          }
          errors++;
        }
        if (data5.length < 38 && func1(data5) < 19) {
          const err24 = {
            instancePath: instancePath + "/created_at",
            schemaPath: "#/properties/created_at/minLength",
            keyword: "minLength",
            params: { limit: 19 },
          };
          if (vErrors === null) {
            vErrors = [err24];
          } else {
            vErrors.push(err24);
          }
          errors++;
        }
        if (data5.length <= 19 || func1(data5) <= 19) {
          if (!pattern5.test(data5)) {
            const err25 = {
              instancePath: instancePath + "/created_at",
              schemaPath: "#/properties/created_at/pattern",
              keyword: "pattern",
              params: {
                pattern:
                  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
                requirement:
                  "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone",
              },
            };
            if (vErrors === null) {
              vErrors = [err25];
            } else {
              vErrors.push(err25);
            }
            errors++;
          }
        }
      } else {
        const err26 = {
          instancePath: instancePath + "/created_at",
          schemaPath: "#/properties/created_at/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err26];
        } else {
          vErrors.push(err26);
        }
        errors++;
      }
    }
    if (data.created_by !== undefined && func0.call(data, "created_by")) {
      let data6 = data.created_by;
      if (typeof data6 === "string") {
        if (data6.length > 128 && func1(data6) > 128) {
          const err27 = {
            instancePath: instancePath + "/created_by",
            schemaPath: "#/properties/created_by/maxLength",
            keyword: "maxLength",
            params: { limit: 128 },
          };
          if (vErrors === null) {
            vErrors = [err27];
          } else {
            vErrors.push(err27);
          }
          errors++;
        }
        if (data6.length < 2 && func1(data6) < 1) {
          const err28 = {
            instancePath: instancePath + "/created_by",
            schemaPath: "#/properties/created_by/minLength",
            keyword: "minLength",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err28];
          } else {
            vErrors.push(err28);
          }
          errors++;
        }
        if (data6.length <= 128 || func1(data6) <= 128) {
          if (!pattern6.test(data6)) {
            const err29 = {
              instancePath: instancePath + "/created_by",
              schemaPath: "#/properties/created_by/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[!-~]{1,128}$",
                requirement:
                  "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
              },
            };
            if (vErrors === null) {
              vErrors = [err29];
            } else {
              vErrors.push(err29);
            }
            errors++;
          }
        }
      } else {
        const err30 = {
          instancePath: instancePath + "/created_by",
          schemaPath: "#/properties/created_by/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err30];
        } else {
          vErrors.push(err30);
        }
        errors++;
      }
    }
    if (data.llama_cpp_tag !== undefined && func0.call(data, "llama_cpp_tag")) {
      let data7 = data.llama_cpp_tag;
      if (typeof data7 !== "string" && data7 !== null) {
        const err31 = {
          instancePath: instancePath + "/llama_cpp_tag",
          schemaPath: "#/properties/llama_cpp_tag/type",
          keyword: "type",
          params: { type: schema33.properties.llama_cpp_tag.type },
        };
        if (vErrors === null) {
          vErrors = [err31];
        } else {
          vErrors.push(err31);
        }
        errors++;
      }
      if (typeof data7 === "string") {
        if (data7.length > 1024 && func1(data7) > 1024) {
          const err32 = {
            instancePath: instancePath + "/llama_cpp_tag",
            schemaPath: "#/properties/llama_cpp_tag/maxLength",
            keyword: "maxLength",
            params: { limit: 1024 },
          };
          if (vErrors === null) {
            vErrors = [err32];
          } else {
            vErrors.push(err32);
          }
          errors++;
        }
      }
    }
    if (data.base_model_hf_id !== undefined && func0.call(data, "base_model_hf_id")) {
      let data8 = data.base_model_hf_id;
      if (typeof data8 === "string") {
        if (data8.length > 256 && func1(data8) > 256) {
          const err33 = {
            instancePath: instancePath + "/base_model_hf_id",
            schemaPath: "#/properties/base_model_hf_id/maxLength",
            keyword: "maxLength",
            params: { limit: 256 },
          };
          if (vErrors === null) {
            vErrors = [err33];
          } else {
            vErrors.push(err33);
          }
          errors++;
        }
        if (data8.length < 6 && func1(data8) < 3) {
          const err34 = {
            instancePath: instancePath + "/base_model_hf_id",
            schemaPath: "#/properties/base_model_hf_id/minLength",
            keyword: "minLength",
            params: { limit: 3 },
          };
          if (vErrors === null) {
            vErrors = [err34];
          } else {
            vErrors.push(err34);
          }
          errors++;
        }
        if (data8.length <= 256 || func1(data8) <= 256) {
          if (!pattern7.test(data8)) {
            const err35 = {
              instancePath: instancePath + "/base_model_hf_id",
              schemaPath: "#/properties/base_model_hf_id/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
                requirement:
                  "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
              },
            };
            if (vErrors === null) {
              vErrors = [err35];
            } else {
              vErrors.push(err35);
            }
            errors++;
          }
        }
      } else {
        const err36 = {
          instancePath: instancePath + "/base_model_hf_id",
          schemaPath: "#/properties/base_model_hf_id/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err36];
        } else {
          vErrors.push(err36);
        }
        errors++;
      }
    }
    if (data.base_model_revision !== undefined && func0.call(data, "base_model_revision")) {
      let data9 = data.base_model_revision;
      if (typeof data9 === "string") {
        if (data9.length > 40 && func1(data9) > 40) {
          const err37 = {
            instancePath: instancePath + "/base_model_revision",
            schemaPath: "#/properties/base_model_revision/maxLength",
            keyword: "maxLength",
            params: { limit: 40 },
          };
          if (vErrors === null) {
            vErrors = [err37];
          } else {
            vErrors.push(err37);
          }
          errors++;
        }
        if (data9.length < 80 && func1(data9) < 40) {
          const err38 = {
            instancePath: instancePath + "/base_model_revision",
            schemaPath: "#/properties/base_model_revision/minLength",
            keyword: "minLength",
            params: { limit: 40 },
          };
          if (vErrors === null) {
            vErrors = [err38];
          } else {
            vErrors.push(err38);
          }
          errors++;
        }
        if (data9.length <= 40 || func1(data9) <= 40) {
          if (!pattern8.test(data9)) {
            const err39 = {
              instancePath: instancePath + "/base_model_revision",
              schemaPath: "#/properties/base_model_revision/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[0-9a-f]{40}$",
                requirement:
                  "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
              },
            };
            if (vErrors === null) {
              vErrors = [err39];
            } else {
              vErrors.push(err39);
            }
            errors++;
          }
        }
      } else {
        const err40 = {
          instancePath: instancePath + "/base_model_revision",
          schemaPath: "#/properties/base_model_revision/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err40];
        } else {
          vErrors.push(err40);
        }
        errors++;
      }
    }
    if (data.adapter_version !== undefined && func0.call(data, "adapter_version")) {
      let data10 = data.adapter_version;
      if (!(typeof data10 == "number" && !(data10 % 1) && !isNaN(data10) && isFinite(data10))) {
        const err41 = {
          instancePath: instancePath + "/adapter_version",
          schemaPath: "#/properties/adapter_version/type",
          keyword: "type",
          params: { type: "integer" },
        };
        if (vErrors === null) {
          vErrors = [err41];
        } else {
          vErrors.push(err41);
        }
        errors++;
      }
      if (typeof data10 == "number" && isFinite(data10)) {
        if (data10 > 9007199254740991 || isNaN(data10)) {
          const err42 = {
            instancePath: instancePath + "/adapter_version",
            schemaPath: "#/properties/adapter_version/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 9007199254740991 },
          };
          if (vErrors === null) {
            vErrors = [err42];
          } else {
            vErrors.push(err42);
          }
          errors++;
        }
        if (data10 < 1 || isNaN(data10)) {
          const err43 = {
            instancePath: instancePath + "/adapter_version",
            schemaPath: "#/properties/adapter_version/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err43];
          } else {
            vErrors.push(err43);
          }
          errors++;
        }
      }
    }
    if (data.artifacts !== undefined && func0.call(data, "artifacts")) {
      let data11 = data.artifacts;
      if (Array.isArray(data11)) {
        if (data11.length > 65536) {
          const err44 = {
            instancePath: instancePath + "/artifacts",
            schemaPath: "#/properties/artifacts/maxItems",
            keyword: "maxItems",
            params: { limit: 65536 },
          };
          if (vErrors === null) {
            vErrors = [err44];
          } else {
            vErrors.push(err44);
          }
          errors++;
        }
        if (data11.length <= 65536) {
          const len0 = data11.length;
          for (let i0 = 0; i0 < len0; i0++) {
            let data12 = data11[i0];
            if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
              if (data12.path === undefined || !func0.call(data12, "path")) {
                const err45 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "path" },
                };
                if (vErrors === null) {
                  vErrors = [err45];
                } else {
                  vErrors.push(err45);
                }
                errors++;
              }
              if (data12.sha256 === undefined || !func0.call(data12, "sha256")) {
                const err46 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "sha256" },
                };
                if (vErrors === null) {
                  vErrors = [err46];
                } else {
                  vErrors.push(err46);
                }
                errors++;
              }
              if (data12.size_bytes === undefined || !func0.call(data12, "size_bytes")) {
                const err47 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "size_bytes" },
                };
                if (vErrors === null) {
                  vErrors = [err47];
                } else {
                  vErrors.push(err47);
                }
                errors++;
              }
              for (const key1 of Object.keys(data12)) {
                if (!(key1 === "path" || key1 === "sha256" || key1 === "size_bytes")) {
                  const err48 = {
                    instancePath: instancePath + "/artifacts/" + i0,
                    schemaPath: "#/$defs/ExportArtifact/additionalProperties",
                    keyword: "additionalProperties",
                    params: { additionalProperty: key1 },
                  };
                  if (vErrors === null) {
                    vErrors = [err48];
                  } else {
                    vErrors.push(err48);
                  }
                  errors++;
                }
              }
              if (data12.path !== undefined && func0.call(data12, "path")) {
                let data13 = data12.path;
                if (typeof data13 === "string") {
                  if (data13.length > 512 && func1(data13) > 512) {
                    const err49 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/path",
                      schemaPath: "#/$defs/ExportArtifact/properties/path/maxLength",
                      keyword: "maxLength",
                      params: { limit: 512 },
                    };
                    if (vErrors === null) {
                      vErrors = [err49];
                    } else {
                      vErrors.push(err49);
                    }
                    errors++;
                  }
                  if (data13.length < 2 && func1(data13) < 1) {
                    const err50 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/path",
                      schemaPath: "#/$defs/ExportArtifact/properties/path/minLength",
                      keyword: "minLength",
                      params: { limit: 1 },
                    };
                    if (vErrors === null) {
                      vErrors = [err50];
                    } else {
                      vErrors.push(err50);
                    }
                    errors++;
                  }
                  if (data13.length <= 512 || func1(data13) <= 512) {
                    if (!pattern9.test(data13)) {
                      const err51 = {
                        instancePath: instancePath + "/artifacts/" + i0 + "/path",
                        schemaPath: "#/$defs/ExportArtifact/properties/path/pattern",
                        keyword: "pattern",
                        params: {
                          pattern:
                            "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
                          requirement:
                            "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
                        },
                      };
                      if (vErrors === null) {
                        vErrors = [err51];
                      } else {
                        vErrors.push(err51);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err52 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/path",
                    schemaPath: "#/$defs/ExportArtifact/properties/path/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err52];
                  } else {
                    vErrors.push(err52);
                  }
                  errors++;
                }
              }
              if (data12.sha256 !== undefined && func0.call(data12, "sha256")) {
                let data14 = data12.sha256;
                if (typeof data14 === "string") {
                  if (data14.length > 64 && func1(data14) > 64) {
                    const err53 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                      schemaPath: "#/$defs/ExportArtifact/properties/sha256/maxLength",
                      keyword: "maxLength",
                      params: { limit: 64 },
                    };
                    if (vErrors === null) {
                      vErrors = [err53];
                    } else {
                      vErrors.push(err53);
                    }
                    errors++;
                  }
                  if (data14.length < 128 && func1(data14) < 64) {
                    const err54 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                      schemaPath: "#/$defs/ExportArtifact/properties/sha256/minLength",
                      keyword: "minLength",
                      params: { limit: 64 },
                    };
                    if (vErrors === null) {
                      vErrors = [err54];
                    } else {
                      vErrors.push(err54);
                    }
                    errors++;
                  }
                  if (data14.length <= 64 || func1(data14) <= 64) {
                    if (!pattern10.test(data14)) {
                      const err55 = {
                        instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                        schemaPath: "#/$defs/ExportArtifact/properties/sha256/pattern",
                        keyword: "pattern",
                        params: {
                          pattern: "^[0-9a-f]{64}$",
                          requirement: "must be 64 lower-case hexadecimal digits",
                        },
                      };
                      if (vErrors === null) {
                        vErrors = [err55];
                      } else {
                        vErrors.push(err55);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err56 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                    schemaPath: "#/$defs/ExportArtifact/properties/sha256/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err56];
                  } else {
                    vErrors.push(err56);
                  }
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
                  const err57 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                    schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/type",
                    keyword: "type",
                    params: { type: "integer" },
                  };
                  if (vErrors === null) {
                    vErrors = [err57];
                  } else {
                    vErrors.push(err57);
                  }
                  errors++;
                }
                if (typeof data15 == "number" && isFinite(data15)) {
                  if (data15 > 9007199254740991 || isNaN(data15)) {
                    const err58 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                      schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/maximum",
                      keyword: "maximum",
                      params: { comparison: "<=", limit: 9007199254740991 },
                    };
                    if (vErrors === null) {
                      vErrors = [err58];
                    } else {
                      vErrors.push(err58);
                    }
                    errors++;
                  }
                  if (data15 < 0 || isNaN(data15)) {
                    const err59 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                      schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/minimum",
                      keyword: "minimum",
                      params: { comparison: ">=", limit: 0 },
                    };
                    if (vErrors === null) {
                      vErrors = [err59];
                    } else {
                      vErrors.push(err59);
                    }
                    errors++;
                  }
                }
              }
            } else {
              const err60 = {
                instancePath: instancePath + "/artifacts/" + i0,
                schemaPath: "#/$defs/ExportArtifact/type",
                keyword: "type",
                params: { type: "object" },
              };
              if (vErrors === null) {
                vErrors = [err60];
              } else {
                vErrors.push(err60);
              }
              errors++;
            }
          }
        }
      } else {
        const err61 = {
          instancePath: instancePath + "/artifacts",
          schemaPath: "#/properties/artifacts/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err61];
        } else {
          vErrors.push(err61);
        }
        errors++;
      }
    }
  } else {
    const err62 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
    };
    if (vErrors === null) {
      vErrors = [err62];
    } else {
      vErrors.push(err62);
    }
    errors++;
  }
  validate21.errors = vErrors;
  return errors === 0;
}
validate21.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

export const v3 = validate22;
const schema35 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
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
      const err0 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "schema_version" },
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.target === undefined || !func0.call(data, "target")) {
      const err1 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "target" },
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.quant === undefined || !func0.call(data, "quant")) {
      const err2 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "quant" },
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (data.merged === undefined || !func0.call(data, "merged")) {
      const err3 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "merged" },
      };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    if (data.dequantized === undefined || !func0.call(data, "dequantized")) {
      const err4 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "dequantized" },
      };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    if (data.ollama_name === undefined || !func0.call(data, "ollama_name")) {
      const err5 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "ollama_name" },
      };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
    if (data.created_at === undefined || !func0.call(data, "created_at")) {
      const err6 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "created_at" },
      };
      if (vErrors === null) {
        vErrors = [err6];
      } else {
        vErrors.push(err6);
      }
      errors++;
    }
    if (data.created_by === undefined || !func0.call(data, "created_by")) {
      const err7 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "created_by" },
      };
      if (vErrors === null) {
        vErrors = [err7];
      } else {
        vErrors.push(err7);
      }
      errors++;
    }
    if (data.llama_cpp_tag === undefined || !func0.call(data, "llama_cpp_tag")) {
      const err8 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "llama_cpp_tag" },
      };
      if (vErrors === null) {
        vErrors = [err8];
      } else {
        vErrors.push(err8);
      }
      errors++;
    }
    if (data.base_model_hf_id === undefined || !func0.call(data, "base_model_hf_id")) {
      const err9 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "base_model_hf_id" },
      };
      if (vErrors === null) {
        vErrors = [err9];
      } else {
        vErrors.push(err9);
      }
      errors++;
    }
    if (data.base_model_revision === undefined || !func0.call(data, "base_model_revision")) {
      const err10 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "base_model_revision" },
      };
      if (vErrors === null) {
        vErrors = [err10];
      } else {
        vErrors.push(err10);
      }
      errors++;
    }
    if (data.adapter_version === undefined || !func0.call(data, "adapter_version")) {
      const err11 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "adapter_version" },
      };
      if (vErrors === null) {
        vErrors = [err11];
      } else {
        vErrors.push(err11);
      }
      errors++;
    }
    if (data.artifacts === undefined || !func0.call(data, "artifacts")) {
      const err12 = {
        instancePath,
        schemaPath: "#/required",
        keyword: "required",
        params: { missingProperty: "artifacts" },
      };
      if (vErrors === null) {
        vErrors = [err12];
      } else {
        vErrors.push(err12);
      }
      errors++;
    }
    for (const key0 of Object.keys(data)) {
      if (!func0.call(schema35.properties, key0)) {
        const err13 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
        };
        if (vErrors === null) {
          vErrors = [err13];
        } else {
          vErrors.push(err13);
        }
        errors++;
      }
    }
    if (data.schema_version !== undefined && func0.call(data, "schema_version")) {
      let data0 = data.schema_version;
      if (!(typeof data0 == "number" && !(data0 % 1) && !isNaN(data0) && isFinite(data0))) {
        const err14 = {
          instancePath: instancePath + "/schema_version",
          schemaPath: "#/properties/schema_version/type",
          keyword: "type",
          params: { type: "integer" },
        };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      }
      if (3 !== data0) {
        const err15 = {
          instancePath: instancePath + "/schema_version",
          schemaPath: "#/properties/schema_version/const",
          keyword: "const",
          params: { allowedValue: 3 },
        };
        if (vErrors === null) {
          vErrors = [err15];
        } else {
          vErrors.push(err15);
        }
        errors++;
      }
    }
    if (data.target !== undefined && func0.call(data, "target")) {
      let data1 = data.target;
      if (typeof data1 !== "string") {
        const err16 = {
          instancePath: instancePath + "/target",
          schemaPath: "#/properties/target/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
      if (!(
        data1 === "ollama" ||
        data1 === "llama-server" ||
        data1 === "vllm" ||
        data1 === "mlx-serve"
      )) {
        const err17 = {
          instancePath: instancePath + "/target",
          schemaPath: "#/properties/target/enum",
          keyword: "enum",
          params: { allowedValues: schema35.properties.target.enum },
        };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
    if (data.quant !== undefined && func0.call(data, "quant")) {
      let data2 = data.quant;
      if (typeof data2 === "string") {
        if (data2.length > 64 && func1(data2) > 64) {
          const err18 = {
            instancePath: instancePath + "/quant",
            schemaPath: "#/properties/quant/maxLength",
            keyword: "maxLength",
            params: { limit: 64 },
          };
          if (vErrors === null) {
            vErrors = [err18];
          } else {
            vErrors.push(err18);
          }
          errors++;
        }
        if (data2.length < 2 && func1(data2) < 1) {
          const err19 = {
            instancePath: instancePath + "/quant",
            schemaPath: "#/properties/quant/minLength",
            keyword: "minLength",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
        if (data2.length <= 64 || func1(data2) <= 64) {
          if (!pattern4.test(data2)) {
            const err20 = {
              instancePath: instancePath + "/quant",
              schemaPath: "#/properties/quant/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
                requirement:
                  "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit",
              },
            };
            if (vErrors === null) {
              vErrors = [err20];
            } else {
              vErrors.push(err20);
            }
            errors++;
          }
        }
      } else {
        const err21 = {
          instancePath: instancePath + "/quant",
          schemaPath: "#/properties/quant/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err21];
        } else {
          vErrors.push(err21);
        }
        errors++;
      }
    }
    if (data.merged !== undefined && func0.call(data, "merged")) {
      if (typeof data.merged !== "boolean") {
        const err22 = {
          instancePath: instancePath + "/merged",
          schemaPath: "#/properties/merged/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err22];
        } else {
          vErrors.push(err22);
        }
        errors++;
      }
    }
    if (data.dequantized !== undefined && func0.call(data, "dequantized")) {
      if (typeof data.dequantized !== "boolean") {
        const err23 = {
          instancePath: instancePath + "/dequantized",
          schemaPath: "#/properties/dequantized/type",
          keyword: "type",
          params: { type: "boolean" },
        };
        if (vErrors === null) {
          vErrors = [err23];
        } else {
          vErrors.push(err23);
        }
        errors++;
      }
    }
    if (data.ollama_name !== undefined && func0.call(data, "ollama_name")) {
      let data5 = data.ollama_name;
      if (typeof data5 !== "string" && data5 !== null) {
        const err24 = {
          instancePath: instancePath + "/ollama_name",
          schemaPath: "#/properties/ollama_name/type",
          keyword: "type",
          params: { type: schema35.properties.ollama_name.type },
        };
        if (vErrors === null) {
          vErrors = [err24];
        } else {
          vErrors.push(err24);
        }
        errors++;
      }
      if (typeof data5 === "string") {
        if (data5.length > 1024 && func1(data5) > 1024) {
          const err25 = {
            instancePath: instancePath + "/ollama_name",
            schemaPath: "#/properties/ollama_name/maxLength",
            keyword: "maxLength",
            params: { limit: 1024 },
          };
          if (vErrors === null) {
            vErrors = [err25];
          } else {
            vErrors.push(err25);
          }
          errors++;
        }
      }
    }
    if (data.created_at !== undefined && func0.call(data, "created_at")) {
      let data6 = data.created_at;
      if (typeof data6 === "string") {
        if (data6.length > 20 && func1(data6) > 20) {
          const err26 = {
            instancePath: instancePath + "/created_at",
            schemaPath: "#/properties/created_at/maxLength",
            keyword: "maxLength",
            params: { limit: 20 },
          };
          if (vErrors === null) {
            vErrors = [err26];
          } else {
            vErrors.push(err26);
          }
          errors++;
        }
        if (data6.length < 40 && func1(data6) < 20) {
          const err27 = {
            instancePath: instancePath + "/created_at",
            schemaPath: "#/properties/created_at/minLength",
            keyword: "minLength",
            params: { limit: 20 },
          };
          if (vErrors === null) {
            vErrors = [err27];
          } else {
            vErrors.push(err27);
          }
          errors++;
        }
        if (data6.length <= 20 || func1(data6) <= 20) {
          if (!pattern19.test(data6)) {
            const err28 = {
              instancePath: instancePath + "/created_at",
              schemaPath: "#/properties/created_at/pattern",
              keyword: "pattern",
              params: {
                pattern:
                  "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
                requirement:
                  "must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges",
              },
            };
            if (vErrors === null) {
              vErrors = [err28];
            } else {
              vErrors.push(err28);
            }
            errors++;
          }
        }
      } else {
        const err29 = {
          instancePath: instancePath + "/created_at",
          schemaPath: "#/properties/created_at/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err29];
        } else {
          vErrors.push(err29);
        }
        errors++;
      }
    }
    if (data.created_by !== undefined && func0.call(data, "created_by")) {
      let data7 = data.created_by;
      if (typeof data7 === "string") {
        if (data7.length > 128 && func1(data7) > 128) {
          const err30 = {
            instancePath: instancePath + "/created_by",
            schemaPath: "#/properties/created_by/maxLength",
            keyword: "maxLength",
            params: { limit: 128 },
          };
          if (vErrors === null) {
            vErrors = [err30];
          } else {
            vErrors.push(err30);
          }
          errors++;
        }
        if (data7.length < 2 && func1(data7) < 1) {
          const err31 = {
            instancePath: instancePath + "/created_by",
            schemaPath: "#/properties/created_by/minLength",
            keyword: "minLength",
            params: { limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err31];
          } else {
            vErrors.push(err31);
          }
          errors++;
        }
        if (data7.length <= 128 || func1(data7) <= 128) {
          if (!pattern6.test(data7)) {
            const err32 = {
              instancePath: instancePath + "/created_by",
              schemaPath: "#/properties/created_by/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[!-~]{1,128}$",
                requirement:
                  "must be visible ASCII characters without spaces, such as `dlm-0.10.0`",
              },
            };
            if (vErrors === null) {
              vErrors = [err32];
            } else {
              vErrors.push(err32);
            }
            errors++;
          }
        }
      } else {
        const err33 = {
          instancePath: instancePath + "/created_by",
          schemaPath: "#/properties/created_by/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err33];
        } else {
          vErrors.push(err33);
        }
        errors++;
      }
    }
    if (data.llama_cpp_tag !== undefined && func0.call(data, "llama_cpp_tag")) {
      let data8 = data.llama_cpp_tag;
      if (typeof data8 !== "string" && data8 !== null) {
        const err34 = {
          instancePath: instancePath + "/llama_cpp_tag",
          schemaPath: "#/properties/llama_cpp_tag/type",
          keyword: "type",
          params: { type: schema35.properties.llama_cpp_tag.type },
        };
        if (vErrors === null) {
          vErrors = [err34];
        } else {
          vErrors.push(err34);
        }
        errors++;
      }
      if (typeof data8 === "string") {
        if (data8.length > 1024 && func1(data8) > 1024) {
          const err35 = {
            instancePath: instancePath + "/llama_cpp_tag",
            schemaPath: "#/properties/llama_cpp_tag/maxLength",
            keyword: "maxLength",
            params: { limit: 1024 },
          };
          if (vErrors === null) {
            vErrors = [err35];
          } else {
            vErrors.push(err35);
          }
          errors++;
        }
      }
    }
    if (data.base_model_hf_id !== undefined && func0.call(data, "base_model_hf_id")) {
      let data9 = data.base_model_hf_id;
      if (typeof data9 === "string") {
        if (data9.length > 256 && func1(data9) > 256) {
          const err36 = {
            instancePath: instancePath + "/base_model_hf_id",
            schemaPath: "#/properties/base_model_hf_id/maxLength",
            keyword: "maxLength",
            params: { limit: 256 },
          };
          if (vErrors === null) {
            vErrors = [err36];
          } else {
            vErrors.push(err36);
          }
          errors++;
        }
        if (data9.length < 6 && func1(data9) < 3) {
          const err37 = {
            instancePath: instancePath + "/base_model_hf_id",
            schemaPath: "#/properties/base_model_hf_id/minLength",
            keyword: "minLength",
            params: { limit: 3 },
          };
          if (vErrors === null) {
            vErrors = [err37];
          } else {
            vErrors.push(err37);
          }
          errors++;
        }
        if (data9.length <= 256 || func1(data9) <= 256) {
          if (!pattern7.test(data9)) {
            const err38 = {
              instancePath: instancePath + "/base_model_hf_id",
              schemaPath: "#/properties/base_model_hf_id/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
                requirement:
                  "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`",
              },
            };
            if (vErrors === null) {
              vErrors = [err38];
            } else {
              vErrors.push(err38);
            }
            errors++;
          }
        }
      } else {
        const err39 = {
          instancePath: instancePath + "/base_model_hf_id",
          schemaPath: "#/properties/base_model_hf_id/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err39];
        } else {
          vErrors.push(err39);
        }
        errors++;
      }
    }
    if (data.base_model_revision !== undefined && func0.call(data, "base_model_revision")) {
      let data10 = data.base_model_revision;
      if (typeof data10 === "string") {
        if (data10.length > 40 && func1(data10) > 40) {
          const err40 = {
            instancePath: instancePath + "/base_model_revision",
            schemaPath: "#/properties/base_model_revision/maxLength",
            keyword: "maxLength",
            params: { limit: 40 },
          };
          if (vErrors === null) {
            vErrors = [err40];
          } else {
            vErrors.push(err40);
          }
          errors++;
        }
        if (data10.length < 80 && func1(data10) < 40) {
          const err41 = {
            instancePath: instancePath + "/base_model_revision",
            schemaPath: "#/properties/base_model_revision/minLength",
            keyword: "minLength",
            params: { limit: 40 },
          };
          if (vErrors === null) {
            vErrors = [err41];
          } else {
            vErrors.push(err41);
          }
          errors++;
        }
        if (data10.length <= 40 || func1(data10) <= 40) {
          if (!pattern8.test(data10)) {
            const err42 = {
              instancePath: instancePath + "/base_model_revision",
              schemaPath: "#/properties/base_model_revision/pattern",
              keyword: "pattern",
              params: {
                pattern: "^[0-9a-f]{40}$",
                requirement:
                  "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names",
              },
            };
            if (vErrors === null) {
              vErrors = [err42];
            } else {
              vErrors.push(err42);
            }
            errors++;
          }
        }
      } else {
        const err43 = {
          instancePath: instancePath + "/base_model_revision",
          schemaPath: "#/properties/base_model_revision/type",
          keyword: "type",
          params: { type: "string" },
        };
        if (vErrors === null) {
          vErrors = [err43];
        } else {
          vErrors.push(err43);
        }
        errors++;
      }
    }
    if (data.adapter_version !== undefined && func0.call(data, "adapter_version")) {
      let data11 = data.adapter_version;
      if (!(typeof data11 == "number" && !(data11 % 1) && !isNaN(data11) && isFinite(data11))) {
        const err44 = {
          instancePath: instancePath + "/adapter_version",
          schemaPath: "#/properties/adapter_version/type",
          keyword: "type",
          params: { type: "integer" },
        };
        if (vErrors === null) {
          vErrors = [err44];
        } else {
          vErrors.push(err44);
        }
        errors++;
      }
      if (typeof data11 == "number" && isFinite(data11)) {
        if (data11 > 9007199254740991 || isNaN(data11)) {
          const err45 = {
            instancePath: instancePath + "/adapter_version",
            schemaPath: "#/properties/adapter_version/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 9007199254740991 },
          };
          if (vErrors === null) {
            vErrors = [err45];
          } else {
            vErrors.push(err45);
          }
          errors++;
        }
        if (data11 < 1 || isNaN(data11)) {
          const err46 = {
            instancePath: instancePath + "/adapter_version",
            schemaPath: "#/properties/adapter_version/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 1 },
          };
          if (vErrors === null) {
            vErrors = [err46];
          } else {
            vErrors.push(err46);
          }
          errors++;
        }
      }
    }
    if (data.artifacts !== undefined && func0.call(data, "artifacts")) {
      let data12 = data.artifacts;
      if (Array.isArray(data12)) {
        if (data12.length > 65536) {
          const err47 = {
            instancePath: instancePath + "/artifacts",
            schemaPath: "#/properties/artifacts/maxItems",
            keyword: "maxItems",
            params: { limit: 65536 },
          };
          if (vErrors === null) {
            vErrors = [err47];
          } else {
            vErrors.push(err47);
          }
          errors++;
        }
        if (data12.length <= 65536) {
          const len0 = data12.length;
          for (let i0 = 0; i0 < len0; i0++) {
            let data13 = data12[i0];
            if (data13 && typeof data13 == "object" && !Array.isArray(data13)) {
              if (data13.path === undefined || !func0.call(data13, "path")) {
                const err48 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "path" },
                };
                if (vErrors === null) {
                  vErrors = [err48];
                } else {
                  vErrors.push(err48);
                }
                errors++;
              }
              if (data13.sha256 === undefined || !func0.call(data13, "sha256")) {
                const err49 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "sha256" },
                };
                if (vErrors === null) {
                  vErrors = [err49];
                } else {
                  vErrors.push(err49);
                }
                errors++;
              }
              if (data13.size_bytes === undefined || !func0.call(data13, "size_bytes")) {
                const err50 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "size_bytes" },
                };
                if (vErrors === null) {
                  vErrors = [err50];
                } else {
                  vErrors.push(err50);
                }
                errors++;
              }
              if (data13.role === undefined || !func0.call(data13, "role")) {
                const err51 = {
                  instancePath: instancePath + "/artifacts/" + i0,
                  schemaPath: "#/$defs/ExportArtifact/required",
                  keyword: "required",
                  params: { missingProperty: "role" },
                };
                if (vErrors === null) {
                  vErrors = [err51];
                } else {
                  vErrors.push(err51);
                }
                errors++;
              }
              for (const key1 of Object.keys(data13)) {
                if (!(
                  key1 === "path" ||
                  key1 === "sha256" ||
                  key1 === "size_bytes" ||
                  key1 === "role"
                )) {
                  const err52 = {
                    instancePath: instancePath + "/artifacts/" + i0,
                    schemaPath: "#/$defs/ExportArtifact/additionalProperties",
                    keyword: "additionalProperties",
                    params: { additionalProperty: key1 },
                  };
                  if (vErrors === null) {
                    vErrors = [err52];
                  } else {
                    vErrors.push(err52);
                  }
                  errors++;
                }
              }
              if (data13.path !== undefined && func0.call(data13, "path")) {
                let data14 = data13.path;
                if (typeof data14 === "string") {
                  if (data14.length > 512 && func1(data14) > 512) {
                    const err53 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/path",
                      schemaPath: "#/$defs/ExportArtifact/properties/path/maxLength",
                      keyword: "maxLength",
                      params: { limit: 512 },
                    };
                    if (vErrors === null) {
                      vErrors = [err53];
                    } else {
                      vErrors.push(err53);
                    }
                    errors++;
                  }
                  if (data14.length < 2 && func1(data14) < 1) {
                    const err54 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/path",
                      schemaPath: "#/$defs/ExportArtifact/properties/path/minLength",
                      keyword: "minLength",
                      params: { limit: 1 },
                    };
                    if (vErrors === null) {
                      vErrors = [err54];
                    } else {
                      vErrors.push(err54);
                    }
                    errors++;
                  }
                  if (data14.length <= 512 || func1(data14) <= 512) {
                    if (!pattern9.test(data14)) {
                      const err55 = {
                        instancePath: instancePath + "/artifacts/" + i0 + "/path",
                        schemaPath: "#/$defs/ExportArtifact/properties/path/pattern",
                        keyword: "pattern",
                        params: {
                          pattern:
                            "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
                          requirement:
                            "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)",
                        },
                      };
                      if (vErrors === null) {
                        vErrors = [err55];
                      } else {
                        vErrors.push(err55);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err56 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/path",
                    schemaPath: "#/$defs/ExportArtifact/properties/path/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err56];
                  } else {
                    vErrors.push(err56);
                  }
                  errors++;
                }
              }
              if (data13.sha256 !== undefined && func0.call(data13, "sha256")) {
                let data15 = data13.sha256;
                if (typeof data15 === "string") {
                  if (data15.length > 64 && func1(data15) > 64) {
                    const err57 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                      schemaPath: "#/$defs/ExportArtifact/properties/sha256/maxLength",
                      keyword: "maxLength",
                      params: { limit: 64 },
                    };
                    if (vErrors === null) {
                      vErrors = [err57];
                    } else {
                      vErrors.push(err57);
                    }
                    errors++;
                  }
                  if (data15.length < 128 && func1(data15) < 64) {
                    const err58 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                      schemaPath: "#/$defs/ExportArtifact/properties/sha256/minLength",
                      keyword: "minLength",
                      params: { limit: 64 },
                    };
                    if (vErrors === null) {
                      vErrors = [err58];
                    } else {
                      vErrors.push(err58);
                    }
                    errors++;
                  }
                  if (data15.length <= 64 || func1(data15) <= 64) {
                    if (!pattern10.test(data15)) {
                      const err59 = {
                        instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                        schemaPath: "#/$defs/ExportArtifact/properties/sha256/pattern",
                        keyword: "pattern",
                        params: {
                          pattern: "^[0-9a-f]{64}$",
                          requirement: "must be 64 lower-case hexadecimal digits",
                        },
                      };
                      if (vErrors === null) {
                        vErrors = [err59];
                      } else {
                        vErrors.push(err59);
                      }
                      errors++;
                    }
                  }
                } else {
                  const err60 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/sha256",
                    schemaPath: "#/$defs/ExportArtifact/properties/sha256/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err60];
                  } else {
                    vErrors.push(err60);
                  }
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
                  const err61 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                    schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/type",
                    keyword: "type",
                    params: { type: "integer" },
                  };
                  if (vErrors === null) {
                    vErrors = [err61];
                  } else {
                    vErrors.push(err61);
                  }
                  errors++;
                }
                if (typeof data16 == "number" && isFinite(data16)) {
                  if (data16 > 9007199254740991 || isNaN(data16)) {
                    const err62 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                      schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/maximum",
                      keyword: "maximum",
                      params: { comparison: "<=", limit: 9007199254740991 },
                    };
                    if (vErrors === null) {
                      vErrors = [err62];
                    } else {
                      vErrors.push(err62);
                    }
                    errors++;
                  }
                  if (data16 < 0 || isNaN(data16)) {
                    const err63 = {
                      instancePath: instancePath + "/artifacts/" + i0 + "/size_bytes",
                      schemaPath: "#/$defs/ExportArtifact/properties/size_bytes/minimum",
                      keyword: "minimum",
                      params: { comparison: ">=", limit: 0 },
                    };
                    if (vErrors === null) {
                      vErrors = [err63];
                    } else {
                      vErrors.push(err63);
                    }
                    errors++;
                  }
                }
              }
              if (data13.role !== undefined && func0.call(data13, "role")) {
                let data17 = data13.role;
                if (typeof data17 !== "string") {
                  const err64 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/role",
                    schemaPath: "#/$defs/ExportArtifact/properties/role/type",
                    keyword: "type",
                    params: { type: "string" },
                  };
                  if (vErrors === null) {
                    vErrors = [err64];
                  } else {
                    vErrors.push(err64);
                  }
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
                  const err65 = {
                    instancePath: instancePath + "/artifacts/" + i0 + "/role",
                    schemaPath: "#/$defs/ExportArtifact/properties/role/enum",
                    keyword: "enum",
                    params: { allowedValues: schema36.properties.role.enum },
                  };
                  if (vErrors === null) {
                    vErrors = [err65];
                  } else {
                    vErrors.push(err65);
                  }
                  errors++;
                }
              }
            } else {
              const err66 = {
                instancePath: instancePath + "/artifacts/" + i0,
                schemaPath: "#/$defs/ExportArtifact/type",
                keyword: "type",
                params: { type: "object" },
              };
              if (vErrors === null) {
                vErrors = [err66];
              } else {
                vErrors.push(err66);
              }
              errors++;
            }
          }
        }
      } else {
        const err67 = {
          instancePath: instancePath + "/artifacts",
          schemaPath: "#/properties/artifacts/type",
          keyword: "type",
          params: { type: "array" },
        };
        if (vErrors === null) {
          vErrors = [err67];
        } else {
          vErrors.push(err67);
        }
        errors++;
      }
    }
  } else {
    const err68 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
    };
    if (vErrors === null) {
      vErrors = [err68];
    } else {
      vErrors.push(err68);
    }
    errors++;
  }
  validate22.errors = vErrors;
  return errors === 0;
}
validate22.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
