/** Documents that are made to cost much, or to be taken for something else. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { parse, validate } from "dlm-export-manifest";

import { quickPattern } from "../dist/schemas.js";
import { hashable } from "../dist/text.js";
import { bytesOf, first, third } from "./documents.mjs";

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * @param {string | Uint8Array} input
 * @returns {string[]}
 */
function places(input) {
  const { findings } = validate(input, { maxFindings: Infinity });
  return findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

/**
 * Writes the third version with one member's value replaced by a text.
 *
 * @param {string} name
 * @param {string} text
 */
function withText(name, text) {
  return JSON.stringify({ ...third, [name]: "@@" }).replace('"@@"', () => text);
}

test("names that mean something to JavaScript are names like any other", () => {
  const names = ["__proto__", "constructor", "hasOwnProperty", "toString", ""];
  const extra = names.map((name) => `${JSON.stringify(name)}: {"polluted": true}`);
  const text = JSON.stringify(third).replace(/[}]$/, () => `, ${extra.join()}}`);
  assert.deepEqual(
    places(text),
    [...names].sort().map((name) => `schema/additionalProperties /${name}`),
  );
  assert.deepEqual(
    places(JSON.stringify(third).replace(/^[{]/, '{"__proto__":1,"\\u005f_proto__":1,')),
    ["encoding/duplicate-member /__proto__"],
  );
  assert.equal(/** @type {{ polluted?: boolean }} */ ({}).polluted, undefined);
});

test("a member that every object inherits is no member of a document", () => {
  const { quant, ...rest } = third;
  const prototype = /** @type {{ quant?: string }} */ (Object.prototype);
  prototype.quant = "Q4_K_M";
  try {
    assert.deepEqual(places(bytesOf(rest)), ["schema/required /quant"]);
  } finally {
    delete prototype.quant;
  }
});

test("what JSON.parse hides is found in every layout of plain text", () => {
  /** @type {[string, string, string][]} */
  const edits = [
    ['"size_bytes":1216', '"size_bytes":1216.0', "encoding/number /artifacts/0/size_bytes"],
    ['"size_bytes":1216', '"size_bytes":1216.5', "encoding/number /artifacts/0/size_bytes"],
    ['"size_bytes":1216', '"size_bytes":-0', "encoding/number /artifacts/0/size_bytes"],
    [
      '"size_bytes":1216',
      '"size_bytes":9007199254740991.1',
      "encoding/number /artifacts/0/size_bytes",
    ],
    ['"adapter_version":3', '"adapter_version":3e0', "encoding/number /adapter_version"],
    ['"adapter_version":3', '"adapter_version":3E+0', "encoding/number /adapter_version"],
    ['"adapter_version":3', '"adapter_version":30e-1', "encoding/number /adapter_version"],
    ['"quant"', '"quant":"F16",\n"quant"', "encoding/duplicate-member /quant"],
    ['"merged"', '"merged":{"deep":[1]},"merged"', "encoding/duplicate-member /merged"],
    ['"path"', '"path":"a","path"', "encoding/duplicate-member /artifacts/0/path"],
    ['"b8816"', '"b8816","m\\u0065rged":true', "encoding/duplicate-member /merged"],
  ];
  for (const layout of [0, 1, 2, "\t"]) {
    const text = `${JSON.stringify(third, null, layout)}\n`;
    assert.deepEqual(places(text), []);
    for (const [from, to, place] of edits) {
      const edited = text.replace(layout === 0 ? from : from.replace(":", ": "), () => to);
      assert.notEqual(edited, text);
      assert.deepEqual(places(edited), [place]);
    }
  }
});

test("a member that every object inherits does not make up for one that occurs twice", () => {
  const prototype = /** @type {{ inherited?: null }} */ (Object.prototype);
  prototype.inherited = null;
  try {
    const text = JSON.stringify(third).replace('"merged"', '"merged":1,"merged"');
    assert.deepEqual(places(text), ["encoding/duplicate-member /merged"]);
    assert.deepEqual(places(JSON.stringify(third)), []);
  } finally {
    delete prototype.inherited;
  }
});

test("brackets of the greatest size are one fault of depth", () => {
  assert.deepEqual(places("[".repeat(MAX_BYTES)), [`encoding/depth ${"/0".repeat(16)}`]);
  assert.deepEqual(places('{\n  "":'.repeat(1_000_000)), [`encoding/depth ${"/".repeat(16)}`]);
  assert.deepEqual(places("[".repeat(MAX_BYTES + 1)), ["encoding/size "]);
});

test("a number of millions of digits is one fault", () => {
  assert.deepEqual(places("1".repeat(MAX_BYTES)), ["encoding/number "]);
  assert.deepEqual(places(`[1.${"1".repeat(MAX_BYTES - 5)}]`), ["encoding/number /0"]);
});

test("of a string of millions of characters nothing is asked but its length", () => {
  for (const unit of ["a/", "\u{1f600}"]) {
    const text = unit.repeat((MAX_BYTES - 2000) / new TextEncoder().encode(unit).length);
    for (const name of ["quant", "ollama_name", "base_model_hf_id"]) {
      assert.deepEqual(places(withText(name, `"${text}"`)), [`schema/maxLength /${name}`]);
    }
    const file = { ...third.artifacts[0], path: text };
    assert.deepEqual(places(withText("artifacts", JSON.stringify([file]))), [
      "schema/maxLength /artifacts/0/path",
    ]);
  }
});

test("characters that no document may hold are found in canonical form as well", () => {
  const canonical = `${JSON.stringify({ ...third }, null, 2)}\n`;
  for (const character of [
    "\u007f",
    "\u0080",
    "\u009f",
    "\u2028",
    "\u2029",
    "\ufdd0",
    "\u{1ffff}",
  ]) {
    const raw = canonical.replace("my-tutor", () => `my${character}tutor`);
    const escape = [...character.split("")].map((unit) => unit.charCodeAt(0).toString(16));
    const escaped = escape.map((digits) => `\\u${digits.padStart(4, "0")}`).join("");
    for (const text of [raw, raw.replace(character, () => escaped)]) {
      assert.deepEqual(places(text), ["encoding/character /ollama_name"]);
    }
    assert.deepEqual(places(`{"a${character}": 0}`), ["encoding/character "]);
  }
  for (const escaped of ["\\n", "\\t", "\\u0000", "\\u001f", "\\ud800"]) {
    const text = canonical.replace("my-tutor", () => escaped);
    assert.deepEqual(places(text), ["encoding/character /ollama_name"]);
  }
});

test("the entries of an array that is too long are not judged", () => {
  const entries = `[${"0,".repeat(8_000_000)}0]`;
  assert.deepEqual(places(withText("artifacts", entries)), ["schema/maxItems /artifacts"]);
});

test("as many artifacts as there may be are read", () => {
  const file = { ...first.artifacts[0], path: "base.f16.gguf" };
  const artifacts = Array.from({ length: 65536 }, (_, index) => ({
    ...file,
    path: index === 0 ? file.path : `f/${index}`,
  }));
  assert.equal(parse(bytesOf({ ...first, artifacts })).manifest.artifacts.length, 65536);
});

test("paths that all clash yield one finding each", () => {
  const deep = Array.from({ length: 20000 }, (_, index) => `${"a/".repeat(index % 250)}b${index}`);
  const paths = ["a", ...deep];
  const artifacts = paths.map((path) => ({ ...third.artifacts[0], path, role: "base_model" }));
  const found = places(bytesOf({ ...third, artifacts }));
  assert.equal(found.length, deep.filter((path) => path.includes("/")).length);
  assert(found.every((place) => place.startsWith("rules/path-prefix /artifacts/")));
});

test("numbers as names and paths are texts like any other, and are not hashed as numbers", () => {
  const texts = ["", "0", "7", "4294967294", "a", "a0", "-1", "01"];
  const keys = texts.map(hashable);
  assert.equal(new Set(keys).size, texts.length);
  assert(keys.every((key) => !/^[0-9]/.test(key)));
  const names = Array.from({ length: 40 }, (_, index) => `"${index * 2 ** 20}":0`);
  assert.deepEqual(places(`{${names.join()},"1048576":0}`), ["encoding/duplicate-member /1048576"]);
  const paths = ["1", "2/3", "1/a", "2", "1", "3a", "3A"];
  const artifacts = paths.map((path) => ({ ...third.artifacts[0], path, role: "base_model" }));
  assert.deepEqual(places(bytesOf({ ...third, artifacts })), [
    "rules/path-prefix /artifacts/2/path",
    "rules/path-prefix /artifacts/3/path",
    "rules/duplicate-path /artifacts/4/path",
    "rules/path-prefix /artifacts/4/path",
    "rules/case-collision /artifacts/6/path",
  ]);
});

test("of a million members that no version defines the first are listed and all are counted", () => {
  const members = Array.from({ length: 1_000_000 }, (_, index) => `"${index}":0`);
  const report = validate(`{${members.join()}}`);
  assert.deepEqual(report.counts, { error: 1_000_000 + 11, warning: 0, note: 0 });
  assert.equal(report.findings.length, 1000);
  assert(report.truncated);
  const few = validate(`{${members.join()}}`, { maxFindings: 3 });
  assert.deepEqual(few.counts, report.counts);
  assert.deepEqual(few.findings, report.findings.slice(0, 3));
  assert.deepEqual(few.errors, few.findings);
});

test("an unknown member that is not listed is counted all the same, and refuses the document", () => {
  const members = Array.from({ length: 100 }, (_, index) => `"x${index}":0`);
  const text = JSON.stringify(third).replace(/[}]$/, () => `,${members.join()}}`);
  for (const maxFindings of [0, 1, 99, 100]) {
    const { counts, findings, ok } = validate(text, { maxFindings });
    assert.deepEqual([ok, counts.error, findings.length], [false, 100, maxFindings]);
  }
  const [found] = validate(withText("quant", `{${members.join()}}`), { maxFindings: 1 }).findings;
  assert.equal(found?.message, "expected string, found an object of 100 members");
});

test("a document of the greatest size costs at most 16 bytes of memory for each of its bytes", () => {
  const members = [];
  for (let number = 0, size = 200; size < MAX_BYTES; number++) {
    const member = `"${number.toString(16)}":0`;
    members.push(member);
    size += member.length + 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "dlm-export-manifest-"));
  const file = join(folder, "document.json");
  try {
    for (const [before, after] of [
      ["{", "}"],
      ['{"artifacts":[{', "}]}"],
    ]) {
      writeFileSync(file, `${before}${members.join()}${after}`);
      const program = `
        import { readFileSync } from "node:fs";
        import { validate } from "dlm-export-manifest";
        const bytes = readFileSync(process.argv[1]);
        validate("{}");
        const before = process.resourceUsage().maxRSS;
        validate(bytes);
        console.log(((process.resourceUsage().maxRSS - before) * 1024) / bytes.length);`;
      const root = fileURLToPath(new URL("..", import.meta.url));
      const arguments_ = ["--input-type=module", "--eval", program, file];
      const { stdout, stderr } = spawnSync(process.execPath, arguments_, {
        cwd: root,
        encoding: "utf8",
      });
      assert.equal(stderr, "");
      assert(Number(stdout) < 16, `${stdout.trim()} bytes`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("errors are listed before warnings, and none where none is to be listed", () => {
  const paths = ["con", "a", "a"];
  const artifacts = paths.map((path) => ({ ...third.artifacts[0], path, role: "base_model" }));
  const bytes = bytesOf({ ...third, artifacts });
  const { findings } = validate(bytes);
  const one = validate(bytes, { maxFindings: 1 });
  assert.deepEqual(
    one.findings,
    findings.filter(({ severity }) => severity === "error"),
  );
  assert.deepEqual(one.warnings, []);
  const none = validate(bytes, { maxFindings: 0 });
  assert.deepEqual([none.ok, none.truncated, none.findings.length], [false, true, 0]);
  assert.throws(() => validate(bytes, { maxFindings: -1 }), RangeError);
  assert.throws(() => validate(bytes, { maxFindings: NaN }), RangeError);
});

test("a report does not keep the text alive that it is about", () => {
  setFlagsFromString("--expose-gc");
  const collect = /** @type {() => void} */ (runInNewContext("gc"));
  collect();
  const before = process.memoryUsage().heapUsed;
  const reports = Array.from({ length: 50 }, (_, index) =>
    validate(`{"created_by":"${"x".repeat(2 ** 20)}","quant":"no quantization ${index}!"}`),
  );
  collect();
  assert(process.memoryUsage().heapUsed - before < 25 * 2 ** 20);
  assert(reports.every(({ findings }) => findings.some(({ code }) => code === "schema/pattern")));
});

test("messages are short whatever the document holds", () => {
  const long = "x".repeat(1_000_000);
  for (const input of [`{"${long}":1}`, `{"quant":"${long}"}`, `{"a":1${long}}`, `"${long}"`]) {
    assert.throws(
      () => parse(input),
      (error) => error instanceof Error && error.message.length < 500,
    );
    assert(validate(input).findings.every(({ message }) => message.length < 500));
  }
});

test("nothing is accepted that the compiled schema refuses", (context) => {
  const claimed = third.schema_version;
  parse(third);
  context.mock.method(Map.prototype, "get", () => () => NaN); // which has the judges of members
  const reason = `defect: version ${claimed} refuses a document, and no keyword says why`;
  assert.throws(() => validate({ ...third, adapter_version: 4 }), new Error(reason));
});

test("patterns count nothing that the length of a text bounds", () => {
  /** @type {[string, string][]} */
  const patterns = [
    ["^(a|b){0,8}$", "^(?:a|b)*$"],
    ["^[({0,9}]{1,9}$", "^[({0,9}]+$"],
    ["^a{0,7}b{2,9}$", "^a{0,7}b{2,9}$"],
    ["^\\({0,9}[\\]({0,9}]$", "^\\(*[\\]({0,9}]$"],
  ];
  for (const [pattern, quick] of patterns) {
    assert.equal(quickPattern(pattern, 8).source, quick);
  }
});
