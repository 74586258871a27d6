// Generated from src/dlm_codegen/typescript/runtime/test/values.test.mjs by `nox -s generate`. Do not edit.
/** Documents in memory are judged as the text that they would be written as (EM-READ-6). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { parse, validate } from "dlm-export-manifest";

import { latest, third } from "./documents.mjs";

/** @type {unknown[]} */
const cycle = [];
cycle.push(cycle);
/** @type {unknown} */
let wide = 0;
for (let depth = 0; depth < 9; depth++) {
  wide = new Array(100).fill(wide);
}

/** @type {[string, unknown, string, string][]} */
const faults = [
  ["a fraction", 1.5, "encoding/number", "/quant"],
  ["infinity", Infinity, "encoding/number", "/quant"],
  ["negative zero", -0, "encoding/number", "/quant"],
  ["2^53", 2 ** 53, "encoding/number", "/quant"],
  ["undefined", undefined, "encoding/syntax", "/quant"],
  ["a hole", new Array(1), "encoding/syntax", "/quant/0"],
  ["a bigint", 3n, "encoding/syntax", "/quant"],
  ["a function", () => 1, "encoding/syntax", "/quant"],
  ["a date", new Date(0), "encoding/syntax", "/quant"],
  ["a map", new Map(), "encoding/syntax", "/quant"],
  ["a symbol as a name", { [Symbol("name")]: 1 }, "encoding/syntax", "/quant"],
  ["a lone surrogate", ["\ud800"], "encoding/character", "/quant/0"],
  ["a noncharacter in a name", { "\ufffe": 1 }, "encoding/character", "/quant"],
  ["a C1 control", "\u0085", "encoding/character", "/quant"],
  ["a line separator", "\u2028", "encoding/character", "/quant"],
  ["a cycle", cycle, "encoding/depth", `/quant${"/0".repeat(15)}`],
  ["one array many times over", wide, "encoding/size", ""],
];

for (const [what, value, code, pointer] of faults) {
  test(`${what} is ${code}`, () => {
    const [found, ...others] = validate({ ...third, quant: value }).findings;
    assert.deepEqual([found?.code, found?.pointer, others], [code, pointer, []]);
  });
}

test("objects without a prototype and of another realm are plain", () => {
  assert.deepEqual(parse(Object.setPrototypeOf({ ...third }, null)).manifest, latest);
  const foreign = /** @type {Record<string, unknown>} */ (
    runInNewContext("JSON.parse(text)", { text: JSON.stringify(third) })
  );
  assert.deepEqual(parse(foreign).manifest, latest);
});

test("a value that is no object claims no version", () => {
  // @ts-expect-error: the type admits no number
  assert.equal(validate(5).findings[0]?.code, "version/not-an-object");
  // @ts-expect-error: and no array
  assert.equal(validate([]).findings[0]?.code, "version/not-an-object");
});

test("text with a lone surrogate is not UTF-8, and text is measured in bytes", () => {
  assert.equal(validate('"\ud800"').findings[0]?.code, "encoding/utf8");
  assert.equal(validate("\ufeff{}").findings[0]?.code, "encoding/bom");
  const euros = "\u20ac".repeat(5592405); // three bytes each
  assert.equal(validate(`"${euros.slice(1)}"`).findings[0]?.code, "version/not-an-object");
  assert.equal(validate(`"${euros}"`).findings[0]?.code, "encoding/size");
});

test("what was passed by mistake is named, with what to pass in its place", () => {
  /** @type {[unknown, string][]} */
  const mistakes = [
    [Promise.resolve("{}"), "class Promise; await it first"],
    [new ArrayBuffer(2), "class ArrayBuffer; pass its bytes as a Uint8Array"],
    [new Blob(["{}"]), "class Blob; pass its bytes as a Uint8Array"],
    [new Date(0), "this class; expected plain objects and arrays"],
  ];
  for (const [value, words] of mistakes) {
    const { findings } = validate(/** @type {string} */ (value));
    assert.equal(findings[0]?.message, `JSON has no value of ${words}`);
  }
});
