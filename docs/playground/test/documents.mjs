/**
 * Judges documents as the playground does, as bytes that are opened and as text that is pasted.
 *
 * Standard input has a JSON text on each line: `data` in Base64, and the `expected` findings, each as
 * code and pointer. They must be found, and each be marked where its pointer leads.
 */

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { EditorState } from "@codemirror/state";
import { validate } from "dlm-export-manifest";

import { placesOf } from "../src/places.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
let documents = 0;
let places = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const { id, data, expected } = JSON.parse(line);
  const bytes = Buffer.from(data, "base64");
  const inputs = [new Uint8Array(bytes)];
  try {
    inputs.push(EditorState.create({ doc: utf8.decode(bytes) }).doc.toString());
  } catch {
    // Nobody can paste it.
  }
  for (const input of inputs) {
    const { findings } = validate(input, { maxFindings: Infinity });
    const found = findings.map(({ code, pointer }) => `${code} ${pointer}`);
    assert.deepEqual(found.sort(), expected.sort(), id);
    if (typeof input === "string") {
      mark(id, input, findings);
    }
  }
  documents++;
}
assert(documents > 500 && places > 300, `${documents} documents, ${places} places`);
console.log(`${documents} documents are judged as expected, ${places} places are right`);

/**
 * @param {string} id
 * @param {string} text
 * @param {readonly import("dlm-export-manifest").Finding[]} findings
 */
function mark(id, text, findings) {
  for (const [index, { from, to }] of placesOf(text, findings).entries()) {
    const { code, pointer } = findings[index];
    if (code.startsWith("encoding/")) {
      continue; // No other reader says where that is.
    }
    const marked = text.slice(from, to);
    const tokens = pointer.split("/").slice(1);
    const token = tokens.pop()?.replaceAll("~1", "/").replaceAll("~0", "~");
    const around = valueAt(JSON.parse(text), tokens);
    if (Array.isArray(around) || token === undefined) {
      const value = token === undefined ? around : around[Number(token)];
      const shown = typeof value === "object" && value !== null ? marked : JSON.parse(marked);
      assert.deepEqual(
        shown,
        Array.isArray(value) ? "[" : value instanceof Object ? "{" : value,
        id,
      );
    } else {
      assert(!Object.hasOwn(around, token) || JSON.parse(marked) === token, `${id}: ${marked}`);
    }
    places++;
  }
}

/**
 * @param {any} document
 * @param {readonly string[]} tokens
 */
function valueAt(document, tokens) {
  return tokens.reduce(
    (value, token) => value[token.replaceAll("~1", "/").replaceAll("~0", "~")],
    document,
  );
}
