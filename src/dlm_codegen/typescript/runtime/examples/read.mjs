import { readFile } from "node:fs/promises";
import { InvalidManifestError, migrate, parse } from "dlm-export-manifest";
