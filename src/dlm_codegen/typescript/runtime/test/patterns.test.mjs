/** Patterns cost no more than texts are long, and rules find the parts that texts are made of. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { VERSIONS } from "dlm-export-manifest";
import { FILES } from "dlm-export-manifest/specification";

import { RULES } from "../dist/definition.js";
import { offenderBy } from "../dist/patterns.js";

const LONGEST_TEXT = 1024;
const PARTS = [
  "",
  "a",
  "A.b",
  "con",
  "Con.x",
  "nul/",
  "a.",
  "é",
  "\u{1f600}",
  "x y",
  "a".repeat(256),
];
const ENDS = ["", "/", "a", "!", " ", "\n", ".gguf", ".safetensors", "_launch.sh", ":tag"];

const sources = new Set(
  Object.values(FILES).flatMap((text) =>
    [...text.matchAll(/"(?:pattern|forbidden)": ("[^"]*")/g)].map(([, source]) =>
      String(JSON.parse(source ?? "")),
    ),
  ),
);

test("no published pattern makes the engine try again and again", () => {
  assert(sources.size > VERSIONS.length);
  const units = [
    "a",
    "a/",
    "/a",
    ".",
    "a.",
    "A:",
    "0",
    "-",
    "é",
    "\u{1f600}",
    "a/b.c",
    "://",
    "a:/",
  ];
  const texts = units.flatMap((unit) =>
    ENDS.map((end) => unit.repeat(LONGEST_TEXT / unit.length) + end),
  );
  const start = performance.now();
  for (const source of sources) {
    const expression = new RegExp(source, "u");
    texts.forEach((text) => expression.test(text));
  }
  const nanoseconds = ((performance.now() - start) / (sources.size * texts.length)) * 1e6;
  // A step a character takes some microseconds; as many as there are pairs of them, a thousand.
  assert(nanoseconds < 200_000, `${nanoseconds} ns for one text`);
});

/** @type {import("../dist/patterns.js").PatternRule[]} */
const madeUp = [
  { separator: "/", pattern: "^[^.]{1,9}$" },
  { separator: "/", pattern: "^[!-~]{0,9}$" },
  { separator: "/", pattern: "^a/b$" },
  { separator: "/", forbidden: "^[^ ]{3,9}$" },
  { separator: "/", forbidden: "^con" },
  { separator: ".", pattern: "^[A-Za-z/]{1,9}$" },
  { separator: "^", pattern: "^[a-z]{1,9}$" },
  { pattern: "^[A-Za-z/]{1,9}$" },
];
const rules = RULES.flatMap(({ parameters }) =>
  parameters.kind === "pattern" ? [parameters] : [],
);

for (const rule of [...rules, ...madeUp]) {
  test(`${rule.pattern ?? rule.forbidden} finds the first part at fault`, () => {
    const { separator, pattern } = rule;
    const expression = new RegExp(pattern ?? rule.forbidden ?? "", "u");
    const offender = offenderBy(rule);
    const texts = PARTS.flatMap((one) =>
      PARTS.flatMap((other) => [one, `${one}/${other}`, `${other}^${one}.x/${one}`]),
    );
    for (const text of texts) {
      const parts = separator === undefined ? [text] : text.split(separator);
      const wrong = parts.find((part) => expression.test(part) === (pattern === undefined));
      assert.equal(offender(text), wrong, JSON.stringify(text));
    }
  });
}
