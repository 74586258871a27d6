// Generated from src/dlm_codegen/typescript/runtime/examples/read.mjs by `nox -s generate`. Do not edit.
import { readFile } from "node:fs/promises";
import { InvalidManifestError, migrate, parse } from "dlm-export-manifest";
