// Generated from src/dlm_codegen/typescript/runtime/test/patterns.test.mjs by `nox -s generate`. Do not edit.
/** The automaton for long texts agrees with the engine; its oracle is RegExp. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { VERSIONS } from "dlm-export-manifest";
import { FILES } from "dlm-export-manifest/specification";

import { compilePattern } from "../dist/patterns.js";

const LONG = 4097;
const sources = new Set(
  Object.values(FILES).flatMap((text) =>
    [...text.matchAll(/"pattern": ("[^"]*")/g)].map(([, source]) =>
      String(JSON.parse(source ?? "")),
    ),
  ),
);

/** Texts long enough for the automaton, each by its repeated part and how it ends. */
const texts = ["a", "a/", "/a", ".", "a.", "A:", "0", "f", "-", "é", "a/b.c"].flatMap((part) =>
  ["", "a", "/", "/a", ":a", "!", " ", "Z", "\n", ".gguf", ".safetensors", "_launch.sh"].flatMap(
    (end) =>
      ["", "base.", "a/", "adapters/", "1/2:"].map((start) => {
        const middle = part.repeat(Math.ceil(LONG / part.length));
        return start + middle + end;
      }),
  ),
);

test("the published patterns are found", () => {
  assert(sources.size > VERSIONS.length);
});

for (const source of [...sources, "^a(b|cd{2}|){1,3}$", "^x{2}"]) {
  test(`${source} matches the same texts, however long`, () => {
    const engine = new RegExp(source, "u");
    const pattern = compilePattern(source);
    for (const text of [
      ...texts,
      "xx".repeat(LONG),
      `a${"b".repeat(LONG)}`,
      `${"a".repeat(LONG)}b`,
    ]) {
      assert.equal(
        pattern.test(text),
        engine.test(text),
        `${text.slice(0, 9)}...${text.slice(-9)}`,
      );
    }
  });
}

test("nested repeats take no longer than others", () => {
  const pattern = compilePattern("^(a{0,}){0,}b$");
  assert.equal(pattern.test(`${"a".repeat(LONG)}b`), true);
  assert.equal(pattern.test(`${"a".repeat(LONG)}c`), false);
});

test("a pattern outside the grammar is refused when it is first needed", () => {
  assert.throws(() => compilePattern("^[^a]$").test("a".repeat(LONG)), SyntaxError);
});
