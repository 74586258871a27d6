// Generated from src/dlm_codegen/typescript/runtime/test/api.test.mjs by `nox -s generate`. Do not edit.
/** The public names, and the shapes of what they return and throw. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as api from "dlm-export-manifest";
import { FILES, schemaOf } from "dlm-export-manifest/specification";

import { RULES } from "../dist/definition.js";
import { bytesOf, first, latest, second, third } from "./documents.mjs";

/**
 * Returns what a finding compares when a text does not match the pattern of a rule.
 *
 * @param {string} pointer
 * @param {string} observed
 */
function facts(pointer, observed) {
  for (const { parameters } of RULES) {
    if (parameters.kind === "pattern" && parameters.pointer === pointer && parameters.pattern) {
      return { expected: parameters.pattern, observed };
    }
  }
  throw new Error(`no pattern is asked at ${pointer}`);
}

test("the public names are these", () => {
  assert.deepEqual(Object.keys(api), [
    "InvalidManifestError",
    "LATEST",
    "MANIFEST_FILENAME",
    "ManifestError",
    "MigrationLossError",
    "READ_BY",
    "UnknownVersionError",
    "VERSIONS",
    "detectVersion",
    "migrate",
    "parse",
    "safeParse",
    "serialize",
    "validate",
    "verifyArtifact",
    "verifyListing",
  ]);
});

test("a manifest of any version is read as one of the latest", () => {
  for (const document of [first, second, third]) {
    const parsed = { manifest: latest, warnings: [] };
    assert.deepEqual(api.parse(bytesOf(document)), parsed);
    assert.deepEqual(api.parse(JSON.stringify(document)), parsed);
    assert.deepEqual(api.parse(document), parsed);
  }
  assert.equal(api.validate(bytesOf(first)).version, 1);
  assert.equal(api.detectVersion(JSON.stringify(second)), 2);
});

test("bytes are read from any buffer, and from any realm", () => {
  assert.deepEqual(api.parse(Buffer.from(bytesOf(third))).manifest, latest);
  const padded = new Uint8Array([0, ...bytesOf(third), 0]);
  assert.deepEqual(api.parse(padded.subarray(1, -1)).manifest, latest);
});

test("an invalid manifest throws its report", () => {
  const { quant, ...rest } = third;
  const invalid = { ...rest, extra: 1, merged: "yes" };
  assert.throws(
    () => api.parse(bytesOf(invalid)),
    (error) => {
      assert(error instanceof api.InvalidManifestError);
      assert(error instanceof api.ManifestError);
      assert.equal(error.name, "InvalidManifestError");
      assert.equal(
        error.message,
        "not a valid export manifest: schema/additionalProperties at /extra: the member " +
          '"extra" is not defined in this version (and 2 more)',
      );
      assert.equal(error.report.version, 3);
      return true;
    },
  );
  const findings = [
    {
      code: "schema/additionalProperties",
      severity: "error",
      pointer: "/extra",
      message: 'the member "extra" is not defined in this version',
    },
    {
      code: "schema/type",
      severity: "error",
      pointer: "/merged",
      message: 'expected boolean, found "yes"',
      expected: "boolean",
      observed: "yes",
    },
    {
      code: "schema/required",
      severity: "error",
      pointer: "/quant",
      message: 'the member "quant" is missing',
    },
  ];
  const counts = { error: 3, warning: 0, note: 0 };
  const listed = { findings, errors: findings, warnings: [] };
  const report = { ok: false, version: 3, ...listed, counts, truncated: false };
  assert.deepEqual(api.validate(bytesOf(invalid)), report);
  assert.deepEqual(api.safeParse(bytesOf(invalid)), { ok: false, report });
});

test("a manifest with warnings is valid, and they are told beside it", () => {
  const unusual = { ...third, ollama_name: "my tutor", artifacts: [] };
  const warnings = [
    {
      code: "rules/missing-role",
      severity: "warning",
      pointer: "/artifacts",
      message: "no artifact has a role that the target ollama needs: base_model",
    },
    {
      code: "rules/ollama-name",
      severity: "warning",
      pointer: "/ollama_name",
      message: 'Ollama would refuse the name: "my tutor"',
      ...facts("/ollama_name", "my tutor"),
    },
  ];
  const manifest = { ...latest, ollama_name: "my tutor", artifacts: [] };
  assert.deepEqual(api.parse(bytesOf(unusual)), { manifest, warnings });
  const counts = { error: 0, warning: 2, note: 0 };
  const listed = { findings: warnings, errors: [], warnings };
  const report = { ok: true, version: 3, ...listed, counts, truncated: false };
  assert.deepEqual(api.validate(unusual), report);
  assert.deepEqual(api.safeParse(unusual), { ok: true, manifest, report });
  assert.deepEqual(api.parse(api.serialize(unusual)).manifest, manifest);
});

test("findings of rules tell programs what they are about", () => {
  const files = ["base.F16.gguf", "a/CON.txt", "A/con.txt", "a b.gguf"];
  const artifacts = files.map((path) => ({ ...third.artifacts[0], path }));
  const { findings } = api.validate({ ...third, artifacts });
  assert.deepEqual(
    findings.map(({ code, path, expected, observed, message }) => [
      ...[code, path, expected, observed, message],
    ]),
    [
      [
        ...["rules/quant-name", "base.F16.gguf", "Q4_K_M", "F16"],
        '"base.F16.gguf" says "F16", and quant is "Q4_K_M"',
      ],
      [
        ...["rules/reserved-name", "a/CON.txt", undefined, undefined],
        'a segment of a path is a device name on Windows: "CON.txt"',
      ],
      [
        ...["rules/case-collision", "A/con.txt", undefined, undefined],
        '"A/con.txt" differs only in case from "a/CON.txt" at /artifacts/1',
      ],
      [
        ...["rules/reserved-name", "A/con.txt", undefined, undefined],
        'a segment of a path is a device name on Windows: "con.txt"',
      ],
      [
        "rules/unportable-path",
        "a b.gguf",
        ...Object.values(facts("/artifacts/*/path", "a b.gguf")),
        "a path holds a character other than A-Z, a-z, 0-9, full stop, low line, plus sign and " +
          "hyphen, or a segment that ends in a full stop or has more than 255 characters: " +
          '"a b.gguf"',
      ],
    ],
  );
});

test("findings are listed in the order of the document", () => {
  const artifacts = Array.from({ length: 11 }, () => ({ ...third.artifacts[0], "a/b~": 0 }));
  const report = api.validate(bytesOf({ ...third, artifacts, "\uffee": 0, "\u{1f600}": 0 }));
  assert.deepEqual(
    report.findings.map(({ pointer }) => pointer),
    [...artifacts.map((_, index) => `/artifacts/${index}/a~1b~0`), "/\uffee", "/\u{1f600}"],
  );
});

test("a migration carries a document up and back", () => {
  const up = api.migrate(first, { to: 3 });
  assert.deepEqual([up.from, up.to], [1, 3]);
  assert.deepEqual(up.document, third);
  assert.deepEqual(api.migrate(first).to, api.LATEST);
  assert.deepEqual(api.migrate(up.document, { to: 1 }).document, first);
  assert.deepEqual(api.migrate(up.document, { to: 1 }).toBytes(), api.serialize(first));
});

test("a loss refuses a migration unless it is allowed, and is reported either way", () => {
  const artifacts = [{ ...third.artifacts[0], role: "other" }, third.artifacts[0]].map(
    (artifact, index) => ({ ...artifact, path: `base.${index}.gguf` }),
  );
  const losing = { ...third, artifacts };
  const losses = [{ code: "loss/value", pointer: "/artifacts/0/role", value: "other" }];
  assert.throws(
    () => api.migrate(losing, { to: 2 }),
    (error) => {
      assert(error instanceof api.MigrationLossError);
      assert.deepEqual([error.losses, error.from, error.to], [losses, 3, 2]);
      assert.equal(
        error.message,
        "the document cannot migrate to version 2 without loss: loss/value at " +
          '/artifacts/0/role ("other"); set allowLoss to go on',
      );
      return true;
    },
  );
  const migration = api.migrate(losing, { to: 2, allowLoss: true });
  assert.deepEqual(migration.losses, losses);
});

test("an unknown version is a wrong request", () => {
  for (const to of [0, 99, "3", null]) {
    // @ts-expect-error: the type admits published versions alone
    assert.throws(() => api.migrate(third, { to: to ?? NaN }), api.UnknownVersionError);
  }
});

test("what is invalid is not written", () => {
  const created_at = "2026-02-30T00:00:00Z";
  assert.throws(() => api.serialize({ ...third, created_at }), api.InvalidManifestError);
});

test("what is passed in is not changed", () => {
  const before = structuredClone(first);
  const { manifest } = api.parse(first);
  api.migrate(first);
  assert.deepEqual(first, before);
  assert.notEqual(manifest.artifacts, first.artifacts);
});

test("the specification is embedded", () => {
  for (const version of api.VERSIONS) {
    const schema = schemaOf(version);
    assert(JSON.stringify(schema["$id"]).endsWith(`/v${version}/schema.json"`));
    assert.notEqual(schemaOf(version), schema);
  }
  const listed = /** @type {{ versions: { number: number, read_by: string[] }[] }} */ (
    JSON.parse(FILES["versions.json"])
  );
  assert.deepEqual(
    listed.versions.map(({ number, read_by }) => [number, read_by]),
    api.VERSIONS.map((number) => [number, api.READ_BY[number]]),
  );
});
