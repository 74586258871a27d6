/**
 * Holds what the playground makes of a document against the corpus, and places against the values there.
 *
 * `node test/documents.mjs CASES` takes the cases of the corpus as plain files.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dlm-export-manifest";

// @ts-expect-error It is built for this test.
import { placesOf } from "../../../build/playground/test/places.js";

const [cases = ""] = process.argv.slice(2);
