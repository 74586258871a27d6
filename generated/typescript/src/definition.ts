// Generated from schema/versions.json, migrations and rules.json by `nox -s generate`. Do not edit.

/** What the specification says as data: versions, migrations, and the values that rules name. */

import type { Derive } from "./operations.js";
import type { Severity } from "./report.js";
import type { Rule } from "./rules.js";
import type { Shape } from "./scanner.js";
import type { Schema } from "./schemas.js";
import type { VersionDefinition } from "./versions.js";

/** Numbers of the versions, oldest first. */
export const VERSIONS = [
  1,
  2,
  3
] as const;

/** Number of a version. */
export type Version = (typeof VERSIONS)[number];

/** Number of the latest version. */
export const LATEST = 3;

/** Code of a finding about a manifest, its files or its store, by the catalogue in `rules.json`. */
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
  | "rules/unportable-path"
  | "rules/self-listing"
  | "rules/calendar-date"
  | "rules/ollama-name"
  | "rules/quant-name"
  | "rules/dequantized-without-merged"
  | "rules/target-fields"
  | "rules/missing-role"
  | "files/missing"
  | "files/size"
  | "files/sha256"
  | "files/symlink"
  | "files/not-regular"
  | "files/unreadable"
  | "files/changed"
  | "files/hard-link"
  | "files/unlisted"
  | "store/no-manifest"
  | "store/link"
  | "store/summary-missing"
  | "store/summary-mismatch"
  | "store/export-gone"
  | "store/merged-base-reused";

/** What each finding means for the verdict (EM-REPORT-3). */
export const SEVERITIES: Readonly<Record<Code, Severity>> = {
  "encoding/size": "error",
  "encoding/bom": "error",
  "encoding/utf8": "error",
  "encoding/syntax": "error",
  "encoding/duplicate-member": "error",
  "encoding/number": "error",
  "encoding/character": "error",
  "encoding/depth": "error",
  "version/not-an-object": "error",
  "version/not-an-integer": "error",
  "version/unsupported": "error",
  "schema/required": "error",
  "schema/additionalProperties": "error",
  "schema/type": "error",
  "schema/enum": "error",
  "schema/const": "error",
  "schema/pattern": "error",
  "schema/minLength": "error",
  "schema/maxLength": "error",
  "schema/minimum": "error",
  "schema/maximum": "error",
  "schema/maxItems": "error",
  "rules/duplicate-path": "error",
  "rules/case-collision": "warning",
  "rules/path-prefix": "error",
  "rules/reserved-name": "warning",
  "rules/unportable-path": "warning",
  "rules/self-listing": "error",
  "rules/calendar-date": "error",
  "rules/ollama-name": "warning",
  "rules/quant-name": "warning",
  "rules/dequantized-without-merged": "warning",
  "rules/target-fields": "warning",
  "rules/missing-role": "warning",
  "files/missing": "error",
  "files/size": "error",
  "files/sha256": "error",
  "files/symlink": "error",
  "files/not-regular": "error",
  "files/unreadable": "error",
  "files/changed": "error",
  "files/hard-link": "note",
  "files/unlisted": "warning",
  "store/no-manifest": "warning",
  "store/link": "warning",
  "store/summary-missing": "warning",
  "store/summary-mismatch": "error",
  "store/export-gone": "note",
  "store/merged-base-reused": "warning"
};

/** Programs that read a version, by its number: what they are to read is written in it. */
export const READ_BY: Readonly<Record<Version, readonly string[]>> = {
  "1": [
    "DLM 0.9.0 and later"
  ],
  "2": [
    "DLM after 0.10.0, since 2026-04-23"
  ],
  "3": []
};

/** Versions of the documents that do not carry their number (EM-VER-5). */
export const WITH_TARGET: Version = 2;
export const WITHOUT_TARGET: Version = 1;

/** The versions, oldest first. */
export const DEFINITIONS: readonly VersionDefinition[] = [
  {
    "number": 1,
    "status": "frozen",
    "schemaPath": "export-manifest/v1/schema.json",
    "namesItself": false,
    "migration": []
  },
  {
    "number": 2,
    "status": "frozen",
    "schemaPath": "export-manifest/v2/schema.json",
    "namesItself": false,
    "migration": [
      {
        "op": "add",
        "pointer": "/target",
        "value": "ollama"
      }
    ]
  },
  {
    "number": 3,
    "status": "draft",
    "schemaPath": "export-manifest/v3/schema.json",
    "namesItself": true,
    "migration": [
      {
        "op": "add",
        "pointer": "/schema_version",
        "value": 3
      },
      {
        "op": "suffix",
        "pointer": "/created_at",
        "suffix": "Z"
      },
      {
        "op": "derive",
        "pointer": "/artifacts/*/role",
        "source": "/artifacts/*/path",
        "target": "/target",
        "rules": [
          {
            "pattern": "^base[.][^/]{0,512}[.]gguf$",
            "value": "base_model"
          },
          {
            "pattern": "^adapter[.]gguf$",
            "value": "adapter"
          },
          {
            "pattern": "^mmproj[^/]{0,512}[.]gguf$",
            "value": "projector"
          },
          {
            "pattern": "^adapters/",
            "targets": [
              "vllm"
            ],
            "value": "adapter"
          },
          {
            "pattern": "^[^/]{1,512}/([^/.][^/]{0,512}|[.][^/_][^/]{0,512}|[.]){0,1}[.]safetensors$",
            "targets": [
              "mlx-serve"
            ],
            "value": "adapter"
          },
          {
            "pattern": "^[^/]{1,512}/adapter_config[.]json$",
            "targets": [
              "mlx-serve"
            ],
            "value": "adapter"
          },
          {
            "pattern": "^Modelfile$",
            "value": "modelfile"
          },
          {
            "pattern": "^chat-template[.]jinja$",
            "value": "chat_template"
          },
          {
            "pattern": "^[^/]{0,512}_launch[.]sh$",
            "value": "launch_script"
          },
          {
            "pattern": "^vllm_config[.]json$",
            "value": "runtime_config"
          }
        ],
        "otherwise": "other"
      }
    ]
  }
];

/** What the schema of a version asserts. */
export const SCHEMAS: Readonly<Record<Version, Schema>> = {
  "1": {
    "type": "object",
    "required": [
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
      "artifacts"
    ],
    "additionalProperties": false,
    "properties": {
      "quant": {
        "type": "string",
        "minLength": 1,
        "maxLength": 64,
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        "description": "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit"
      },
      "merged": {
        "type": "boolean"
      },
      "dequantized": {
        "type": "boolean"
      },
      "ollama_name": {
        "type": [
          "string",
          "null"
        ],
        "maxLength": 1024
      },
      "created_at": {
        "type": "string",
        "minLength": 19,
        "maxLength": 19,
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
        "description": "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone"
      },
      "created_by": {
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[!-~]{1,128}$",
        "description": "must be visible ASCII characters without spaces, such as `dlm-0.10.0`"
      },
      "llama_cpp_tag": {
        "type": [
          "string",
          "null"
        ],
        "maxLength": 1024
      },
      "base_model_hf_id": {
        "type": "string",
        "minLength": 3,
        "maxLength": 256,
        "pattern": "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
        "description": "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`"
      },
      "base_model_revision": {
        "type": "string",
        "minLength": 40,
        "maxLength": 40,
        "pattern": "^[0-9a-f]{40}$",
        "description": "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names"
      },
      "adapter_version": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "artifacts": {
        "type": "array",
        "maxItems": 65536,
        "items": {
          "$ref": "#/$defs/ExportArtifact"
        }
      }
    },
    "$defs": {
      "ExportArtifact": {
        "type": "object",
        "required": [
          "path",
          "sha256",
          "size_bytes"
        ],
        "additionalProperties": false,
        "properties": {
          "path": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512,
            "pattern": "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
            "description": "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)"
          },
          "sha256": {
            "type": "string",
            "minLength": 64,
            "maxLength": 64,
            "pattern": "^[0-9a-f]{64}$",
            "description": "must be 64 lower-case hexadecimal digits"
          },
          "size_bytes": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      }
    }
  },
  "2": {
    "type": "object",
    "required": [
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
      "artifacts"
    ],
    "additionalProperties": false,
    "properties": {
      "target": {
        "type": "string",
        "enum": [
          "ollama",
          "llama-server",
          "vllm",
          "mlx-serve"
        ]
      },
      "quant": {
        "type": "string",
        "minLength": 1,
        "maxLength": 64,
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        "description": "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit"
      },
      "merged": {
        "type": "boolean"
      },
      "dequantized": {
        "type": "boolean"
      },
      "ollama_name": {
        "type": [
          "string",
          "null"
        ],
        "maxLength": 1024
      },
      "created_at": {
        "type": "string",
        "minLength": 19,
        "maxLength": 19,
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
        "description": "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone"
      },
      "created_by": {
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[!-~]{1,128}$",
        "description": "must be visible ASCII characters without spaces, such as `dlm-0.10.0`"
      },
      "llama_cpp_tag": {
        "type": [
          "string",
          "null"
        ],
        "maxLength": 1024
      },
      "base_model_hf_id": {
        "type": "string",
        "minLength": 3,
        "maxLength": 256,
        "pattern": "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
        "description": "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`"
      },
      "base_model_revision": {
        "type": "string",
        "minLength": 40,
        "maxLength": 40,
        "pattern": "^[0-9a-f]{40}$",
        "description": "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names"
      },
      "adapter_version": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "artifacts": {
        "type": "array",
        "maxItems": 65536,
        "items": {
          "$ref": "#/$defs/ExportArtifact"
        }
      }
    },
    "$defs": {
      "ExportArtifact": {
        "type": "object",
        "required": [
          "path",
          "sha256",
          "size_bytes"
        ],
        "additionalProperties": false,
        "properties": {
          "path": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512,
            "pattern": "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
            "description": "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)"
          },
          "sha256": {
            "type": "string",
            "minLength": 64,
            "maxLength": 64,
            "pattern": "^[0-9a-f]{64}$",
            "description": "must be 64 lower-case hexadecimal digits"
          },
          "size_bytes": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      }
    }
  },
  "3": {
    "type": "object",
    "required": [
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
      "artifacts"
    ],
    "additionalProperties": false,
    "properties": {
      "schema_version": {
        "type": "integer",
        "const": 3
      },
      "target": {
        "type": "string",
        "enum": [
          "ollama",
          "llama-server",
          "vllm",
          "mlx-serve"
        ]
      },
      "quant": {
        "type": "string",
        "minLength": 1,
        "maxLength": 64,
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        "description": "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit"
      },
      "merged": {
        "type": "boolean"
      },
      "dequantized": {
        "type": "boolean"
      },
      "ollama_name": {
        "type": [
          "string",
          "null"
        ],
        "maxLength": 1024
      },
      "created_at": {
        "type": "string",
        "minLength": 20,
        "maxLength": 20,
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
        "description": "must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges"
      },
      "created_by": {
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[!-~]{1,128}$",
        "description": "must be visible ASCII characters without spaces, such as `dlm-0.10.0`"
      },
      "llama_cpp_tag": {
        "type": [
          "string",
          "null"
        ],
        "maxLength": 1024
      },
      "base_model_hf_id": {
        "type": "string",
        "minLength": 3,
        "maxLength": 256,
        "pattern": "^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$",
        "description": "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`"
      },
      "base_model_revision": {
        "type": "string",
        "minLength": 40,
        "maxLength": 40,
        "pattern": "^[0-9a-f]{40}$",
        "description": "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names"
      },
      "adapter_version": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "artifacts": {
        "type": "array",
        "maxItems": 65536,
        "items": {
          "$ref": "#/$defs/ExportArtifact"
        }
      }
    },
    "$defs": {
      "ExportArtifact": {
        "type": "object",
        "required": [
          "path",
          "sha256",
          "size_bytes",
          "role"
        ],
        "additionalProperties": false,
        "properties": {
          "path": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512,
            "pattern": "^([^/\\\\.:]|[.][^/\\\\.:]|[.][.][^/\\\\:])[^/\\\\:]{0,512}(/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])([^/\\\\]|/([^/\\\\.]|[.][^/\\\\.]|[.][.][^/\\\\])){0,512}){0,1}$",
            "description": "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)"
          },
          "sha256": {
            "type": "string",
            "minLength": 64,
            "maxLength": 64,
            "pattern": "^[0-9a-f]{64}$",
            "description": "must be 64 lower-case hexadecimal digits"
          },
          "size_bytes": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "role": {
            "type": "string",
            "enum": [
              "base_model",
              "adapter",
              "projector",
              "modelfile",
              "chat_template",
              "launch_script",
              "runtime_config",
              "other"
            ]
          }
        }
      }
    }
  }
};

/** What some version's schema looks at. */
export const SHAPE: Shape = {
  "members": {
    "adapter_version": {
      "members": {}
    },
    "artifacts": {
      "members": {},
      "items": {
        "members": {
          "path": {
            "members": {}
          },
          "role": {
            "members": {}
          },
          "sha256": {
            "members": {}
          },
          "size_bytes": {
            "members": {}
          }
        }
      },
      "most": 65536
    },
    "base_model_hf_id": {
      "members": {}
    },
    "base_model_revision": {
      "members": {}
    },
    "created_at": {
      "members": {}
    },
    "created_by": {
      "members": {}
    },
    "dequantized": {
      "members": {}
    },
    "llama_cpp_tag": {
      "members": {}
    },
    "merged": {
      "members": {}
    },
    "ollama_name": {
      "members": {}
    },
    "quant": {
      "members": {}
    },
    "schema_version": {
      "members": {}
    },
    "target": {
      "members": {}
    }
  }
};

/** Target of the versions that name none (EM-RULE-1). */
export const IMPLIED_TARGET = "ollama";

/** How the role of an artifact follows from its path (EM-ROLE-6). */
export const DERIVE_ROLE: Derive = {
  "op": "derive",
  "pointer": "/artifacts/*/role",
  "source": "/artifacts/*/path",
  "target": "/target",
  "rules": [
    {
      "pattern": "^base[.][^/]{0,512}[.]gguf$",
      "value": "base_model"
    },
    {
      "pattern": "^adapter[.]gguf$",
      "value": "adapter"
    },
    {
      "pattern": "^mmproj[^/]{0,512}[.]gguf$",
      "value": "projector"
    },
    {
      "pattern": "^adapters/",
      "targets": [
        "vllm"
      ],
      "value": "adapter"
    },
    {
      "pattern": "^[^/]{1,512}/([^/.][^/]{0,512}|[.][^/_][^/]{0,512}|[.]){0,1}[.]safetensors$",
      "targets": [
        "mlx-serve"
      ],
      "value": "adapter"
    },
    {
      "pattern": "^[^/]{1,512}/adapter_config[.]json$",
      "targets": [
        "mlx-serve"
      ],
      "value": "adapter"
    },
    {
      "pattern": "^Modelfile$",
      "value": "modelfile"
    },
    {
      "pattern": "^chat-template[.]jinja$",
      "value": "chat_template"
    },
    {
      "pattern": "^[^/]{0,512}_launch[.]sh$",
      "value": "launch_script"
    },
    {
      "pattern": "^vllm_config[.]json$",
      "value": "runtime_config"
    }
  ],
  "otherwise": "other"
};

/** Patterns of the names of files that no artifact lists and that do no harm (EM-FILE-12). */
export const COMPANIONS = {
  "kind": "companions",
  "severity": "note",
  "at_top": [
    "^Modelfile$",
    "^imatrix[.][^/]{0,512}$",
    "^vl_gguf[.]json$",
    "^sway[.]yaml$",
    "^[.]dlm-schema-(stays-){0,1}[0-9a-f]{16}[.]tmp$"
  ],
  "anywhere": [
    "^[^/]{1,512}[.]sig$",
    "^[^/]{1,512}[.]sigstore[.]json$",
    "^[^/]{1,512}[.]asc$",
    "^[.]DS_Store$",
    "^[.]_[^/]{0,512}$",
    "^Thumbs[.]db$",
    "^desktop[.]ini$",
    "^[.]nfs[^/]{1,512}$"
  ]
} as const;

/** What tells a snapshot from other directories in a store (EM-STORE-14 and EM-STORE-15). */
export const SNAPSHOTS = {
  "kind": "snapshots",
  "directories": [
    "hf-snapshot",
    "hf-audio-snapshot"
  ],
  "filename": "snapshot_manifest.json",
  "companions": [
    "^README[.]md$"
  ]
};

/** Names of the directories of exports whose target has one, by the target (EM-STORE-12). */
export const DIRECTORIES: Readonly<Record<string, string>> = {
  "mlx-serve": "mlx-serve",
  "vllm": "vllm"
};

/** The rules that are data (SPEC section 6). */
export const RULES: readonly Rule[] = [
  {
    "code": "rules/reserved-name",
    "meaning": "A segment of a path is a device name on Windows.",
    "parameters": {
      "kind": "pattern",
      "pointer": "/artifacts/*/path",
      "separator": "/",
      "forbidden": "^([Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|([Cc][Oo][Mm]|[Ll][Pp][Tt])[0-9])([.][^/]{0,512}){0,1}$"
    }
  },
  {
    "code": "rules/unportable-path",
    "meaning": "A path holds a character other than A-Z, a-z, 0-9, full stop, low line, plus sign and hyphen, or a segment that ends in a full stop or has more than 255 characters.",
    "parameters": {
      "kind": "pattern",
      "pointer": "/artifacts/*/path",
      "separator": "/",
      "pattern": "^[A-Za-z0-9._+-]{0,254}[A-Za-z0-9_+-]$"
    }
  },
  {
    "code": "rules/ollama-name",
    "meaning": "Ollama would refuse the name.",
    "parameters": {
      "kind": "pattern",
      "pointer": "/ollama_name",
      "pattern": "^((([A-Za-z0-9_][A-Za-z0-9_.-]{0,79}://){0,1}[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}/){0,1}[A-Za-z0-9_][A-Za-z0-9_-]{0,79}/){0,1}[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}){0,1}$"
    }
  },
  {
    "code": "rules/quant-name",
    "meaning": "A base model file is named after another quantization than the manifest's.",
    "parameters": {
      "kind": "embedded_value",
      "pointer": "/artifacts/*/path",
      "prefix": "base.",
      "suffix": ".gguf",
      "member": "quant"
    }
  },
  {
    "code": "rules/target-fields",
    "meaning": "A member has a value that exports for the target do not have.",
    "parameters": {
      "kind": "values_by_target",
      "require": {
        "vllm": {
          "quant": "hf",
          "merged": false,
          "dequantized": false,
          "llama_cpp_tag": null,
          "ollama_name": null
        },
        "mlx-serve": {
          "quant": "hf",
          "merged": false,
          "dequantized": false,
          "llama_cpp_tag": null,
          "ollama_name": null
        }
      },
      "forbid": {
        "ollama": {
          "quant": "hf"
        },
        "llama-server": {
          "quant": "hf"
        }
      }
    }
  },
  {
    "code": "rules/missing-role",
    "meaning": "No artifact has a role that the target needs.",
    "parameters": {
      "kind": "roles_by_target",
      "roles": {
        "ollama": [
          "base_model"
        ],
        "llama-server": [
          "base_model",
          "chat_template",
          "launch_script"
        ],
        "vllm": [
          "adapter",
          "runtime_config",
          "launch_script"
        ],
        "mlx-serve": [
          "adapter",
          "launch_script"
        ]
      }
    }
  }
];
