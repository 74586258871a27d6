// Generated from src/dlm_codegen/typescript/runtime/test/api.test.mjs by `nox -s generate`. Do not edit.
/** The public names, and the shapes of what they return and throw. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as api from "dlm-export-manifest";
import { FILES, schemaOf } from "dlm-export-manifest/specification";

import { bytesOf, first, second, third } from "./documents.mjs";

test("the public names are these", () => {
  assert.deepEqual(Object.keys(api), [
    "InvalidManifestError",
    "LATEST",
    "MANIFEST_FILENAME",
    "ManifestError",
    "MigrationLossError",
    "UnknownVersionError",
    "VERSIONS",
    "detectVersion",
    "migrate",
    "parse",
    "safeParse",
    "serialize",
    "validate",
  ]);
});

test("a manifest of any version is read as one of the latest", () => {
  for (const document of [first, second, third]) {
    assert.deepEqual(api.parse(bytesOf(document)), third);
    assert.deepEqual(api.parse(JSON.stringify(document)), third);
    assert.deepEqual(api.parse(document), third);
  }
  assert.equal(api.validate(bytesOf(first)).version, 1);
});

test("every form of white space is read alike", () => {
  for (const indent of [0, 1, 2, 4, "\t"]) {
    const text = JSON.stringify(third, null, indent);
    for (const written of [text, `${text}\n`, ` \r\n${text}\t`]) {
      assert.deepEqual(api.parse(written), third);
    }
  }
});

test("bytes are read from any buffer, and from any realm", () => {
  assert.deepEqual(api.parse(Buffer.from(bytesOf(third))), third);
  const padded = new Uint8Array([0, ...bytesOf(third), 0]);
  assert.deepEqual(api.parse(padded.subarray(1, -1)), third);
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
  assert.deepEqual(api.validate(bytesOf(invalid)), {
    ok: false,
    version: 3,
    findings: [
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
      },
      {
        code: "schema/required",
        severity: "error",
        pointer: "/quant",
        message: 'the member "quant" is missing',
      },
    ],
  });
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
  const up = api.migrate(first);
  assert.equal(up.from, 1);
  assert.equal(up.to, 3);
  assert.deepEqual(up.document, third);
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
  assert.deepEqual(migration.findings, []);
});

test("a migration with losses tells which rules the outcome breaks", () => {
  const files = ["adapters/a.safetensors", "vllm_config.json", "vllm_launch.sh"];
  const export2 = {
    ...second,
    ...{ target: "vllm", quant: "hf", merged: false, llama_cpp_tag: null, ollama_name: null },
    artifacts: files.map((path) => ({ ...second.artifacts[0], path })),
  };
  const { document, findings } = api.migrate(export2, { to: 1, allowLoss: true });
  assert.equal(Object.hasOwn(document, "target"), false);
  assert.deepEqual(
    findings.map(({ code, pointer }) => [code, pointer]),
    [
      ["rules/missing-role", "/artifacts"],
      ["rules/target-fields", "/quant"],
    ],
  );
});

test("an unknown version is a wrong request", () => {
  for (const to of [0, 4, "3", null]) {
    // @ts-expect-error: the type admits published versions alone
    assert.throws(() => api.migrate(third, { to: to ?? NaN }), api.UnknownVersionError);
  }
});

test("a version is detected by its members alone", () => {
  assert.equal(api.detectVersion({}), 1);
  assert.equal(api.detectVersion({ target: null }), 2);
  assert.equal(api.detectVersion({ schema_version: 3 }), 3);
  assert.equal(api.detectVersion(Object.create({ schema_version: 3 })), 1);
  assert.throws(() => api.detectVersion({ schema_version: 2 }), api.InvalidManifestError);
  assert.throws(() => api.detectVersion(null), api.InvalidManifestError);
});

test("a version is detected in bytes and text as well, and no other bytes claim one", () => {
  for (const [document, version] of /** @type {[object, number][]} */ ([
    [first, 1],
    [second, 2],
    [third, 3],
  ])) {
    assert.equal(api.detectVersion(bytesOf(document)), version);
    assert.equal(api.detectVersion(JSON.stringify(document)), version);
  }
  for (const input of ["", "[]", '{"a":1,"a":1}', new Uint8Array([0xff]), new Uint8Array()]) {
    assert.throws(() => api.detectVersion(input), api.InvalidManifestError);
  }
});

test("canonical bytes are written in the version that a manifest has", () => {
  const text = new TextDecoder().decode(api.serialize(first));
  assert.equal(
    text,
    `${JSON.stringify(
      first,
      Object.keys(first)
        .concat(Object.keys(first.artifacts[0] ?? {}))
        .sort(),
      2,
    )}\n`,
  );
  assert.deepEqual(api.validate(text), { ok: true, version: 1, findings: [] });
});

test("what is invalid is not written", () => {
  assert.throws(() => api.serialize({ ...third, artifacts: [] }), api.InvalidManifestError);
});

test("what is passed in is not changed", () => {
  const before = structuredClone(first);
  const parsed = api.parse(first);
  api.migrate(first);
  assert.deepEqual(first, before);
  assert.notEqual(parsed.artifacts, first.artifacts);
});

test("the specification is embedded", () => {
  for (const version of api.VERSIONS) {
    const schema = schemaOf(version);
    assert(JSON.stringify(schema["$id"]).endsWith(`/v${version}/schema.json"`));
    assert.notEqual(schemaOf(version), schema);
  }
  const listed = /** @type {{ versions: { number: number }[] }} */ (
    JSON.parse(FILES["versions.json"])
  );
  assert.deepEqual(
    listed.versions.map(({ number }) => number),
    [...api.VERSIONS],
  );
});
