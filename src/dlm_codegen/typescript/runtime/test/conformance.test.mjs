/** The program for the conformance corpus goes on whatever it is asked. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../conformance/conformance.mjs", import.meta.url));

/** @typedef {{ id: unknown, error?: string, valid?: boolean }} Answer */

test("every line is answered, and what is no request by an error", () => {
  const refused = [
    "",
    "null",
    "no JSON",
    "[".repeat(100_000),
    "{}",
    '{"id": 1, "type": "start", "protocol": 2}',
    '{"id": 1, "type": "check", "directory": "/dev/null"}',
    '{"id": 1, "type": "validate"}',
    '{"id": 1, "type": "validate", "input": "e30"}',
    '{"id": 1, "type": "validate", "input": "e30=\\n"}',
    '{"id": 1, "type": "migrate", "input": "e30=", "allow_loss": false}',
    '{"id": 1, "type": "migrate", "input": "e30=", "to": "3", "allow_loss": false}',
    '{"id": 1, "type": "migrate", "input": "e30=", "to": 3}',
  ];
  const lines = [...refused, '{"id": 2, "type": "validate", "input": "W10="}'];
  const { stdout, status } = spawnSync(process.execPath, [PROGRAM], {
    input: lines.join("\n"),
    encoding: "utf8",
  });
  assert.equal(status, 0);
  const answers = /** @type {Answer[]} */ (
    JSON.parse(`[${stdout.trimEnd().replaceAll("\n", ",")}]`)
  );
  assert.equal(answers.length, lines.length);
  for (const [index, line] of refused.entries()) {
    assert.equal(typeof answers[index]?.error, "string", line);
    assert.equal(answers[index]?.id, line.includes('"id"') ? 1 : null);
  }
  assert.equal(answers.at(-1)?.id, 2);
  assert.equal(answers.at(-1)?.valid, false);
});
