// Generated from src/dlm_codegen/typescript/runtime/test/node.test.mjs by `nox -s generate`. Do not edit.
/** Opening, verifying and saving export directories. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { MANIFEST_FILENAME, parse, verifyArtifact, verifyListing } from "dlm-export-manifest";
import { buildArtifact, openExport, save, verify } from "dlm-export-manifest/node";

import { latest, packageFile } from "./documents.mjs";

const CONFIG = "vllm_config.json";
const EXAMPLE = fileURLToPath(
  new URL("../../../examples/version-2/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/vllm", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "dlm-export-manifest-"));
after(() => {
  rmSync(folder, { recursive: true });
});

let copies = 0;

/** Copies an example, and returns where it is. */
function copied() {
  const directory = join(folder, String(copies++), "export");
  cpSync(EXAMPLE, directory, { recursive: true });
  return directory;
}

/** @param {string} directory */
async function found(directory) {
  const { findings } = await verify(directory);
  return findings.map(({ code, severity, path = "" }) => `${severity} ${code} ${path}`);
}

/** @type {[string, (directory: string) => Promise<void>, string[]][]} */
const FAULTS = [
  ["nothing", () => Promise.resolve(), []],
  ["a missing file", (at) => rm(join(at, CONFIG)), [`error files/missing ${CONFIG}`]],
  [
    "a changed file",
    (at) => writeFile(join(at, CONFIG), "x".repeat(33)),
    [`error files/sha256 ${CONFIG}`],
  ],
  [
    "a longer file",
    (at) => writeFile(join(at, CONFIG), "x".repeat(34)),
    [`error files/size ${CONFIG}`],
  ],
  [
    "a link that stays inside",
    async (at) => {
      await rename(join(at, "adapters"), join(at, "moved"));
      await symlink("moved", join(at, "adapters"));
    },
    [
      "error files/symlink adapters/tutor/adapter_config.json",
      "error files/symlink adapters/tutor/adapter_model.safetensors",
      "warning files/unlisted adapters",
      "warning files/unlisted moved/tutor/adapter_config.json",
      "warning files/unlisted moved/tutor/adapter_model.safetensors",
    ],
  ],
  ["a companion", (at) => writeFile(join(at, "Modelfile"), ""), ["note files/unlisted Modelfile"]],
  ["no manifest", (at) => rm(join(at, MANIFEST_FILENAME)), ["error files/missing "]],
];
for (const [name, change, expected] of FAULTS) {
  test(`${name} is found`, async () => {
    const directory = copied();
    await change(directory);
    assert.deepEqual(await found(directory), expected);
  });
}

/**
 * Does something over and over while something else is done.
 * @param {() => Promise<unknown>} turn
 * @param {() => Promise<unknown>} work
 */
async function meanwhile(turn, work) {
  const done = new AbortController();
  const turns = (async () => {
    while (!done.signal.aborted) {
      await turn();
    }
  })();
  try {
    await work();
  } finally {
    done.abort();
    await turns;
  }
}

/** @param {string} path */
function fifo(path) {
  assert.equal(spawnSync("mkfifo", [path]).status, 0);
}

for (const [what, put] of /** @type {const} */ ([
  ["a link", (/** @type {string} */ aside) => symlink("evil", aside)],
  ["a FIFO", fifo],
])) {
  test(`${what} that is swapped for a folder is neither followed nor waited for`, async () => {
    const directory = copied();
    const [place, aside, other] = ["adapters", "aside", "other"].map((name) =>
      join(directory, name),
    );
    await mkdir(join(directory, "evil", "tutor"), { recursive: true });
    const config = join(directory, "evil", "tutor", "adapter_config.json");
    await writeFile(config, "!".repeat(30));
    await put(String(aside));
    const swap = async () => {
      await rename(String(place), String(other));
      await rename(String(aside), String(place));
      await rename(String(other), String(aside));
    };
    await meanwhile(swap, async () => {
      for (let turn = 0; turn < 300; turn++) {
        const followed = (await found(directory)).filter((each) => each.includes("files/sha256"));
        assert.deepEqual(followed, []);
      }
    });
  });
}

test("nothing waits for the writer of a FIFO", async () => {
  const path = join(folder, "fifo");
  fifo(path);
  await assert.rejects(openExport(path), { code: "ENOTDIR" });
  await assert.rejects(verify(path), { code: "ENOTDIR" });
  await assert.rejects(buildArtifact(path, "a", "other"), { code: "ENOTDIR" });
  await assert.rejects(save(path, latest), { code: "ENOTDIR" });
});

test("an export is opened and saved at once", async () => {
  const directory = copied();
  await meanwhile(
    () => save(directory, latest),
    async () => {
      for (let turn = 0; turn < 300; turn++) {
        await (await openExport(directory)).close();
      }
    },
  );
});

test("a temporary file that is swept is written again", async () => {
  const directory = copied();
  let swept = false;
  const sweep = async () => {
    for (const name of await readdir(directory)) {
      if (!swept && name.endsWith(".tmp")) {
        swept = await rm(join(directory, name)).then(
          () => true,
          () => false,
        );
      }
    }
  };
  await meanwhile(sweep, async () => {
    while (!swept) {
      await save(directory, latest);
    }
  });
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.endsWith(".tmp")),
    [],
  );
});

test("saving keeps the mode", async () => {
  const directory = copied();
  const place = join(directory, MANIFEST_FILENAME);
  for (const mode of [0o600, 0o640, 0o664, 0o666]) {
    await chmod(place, mode);
    await save(directory, latest);
    assert.equal((await stat(place)).mode & 0o777, mode);
  }
});

test("a verification tells how far it is, and can be ended", async () => {
  const directory = copied();
  let read = 0;
  const report = await verify(directory, { jobs: 2, progress: (bytes) => (read += bytes) });
  assert.deepEqual([report.ok, read], [true, 30 + 86 + 33 + 166]);
  const controller = new AbortController();
  const progress = () => {
    controller.abort(new Error("enough"));
  };
  await assert.rejects(verify(directory, { signal: controller.signal, progress }), /enough/);
  await assert.rejects(verify(join(directory, "nowhere")), { code: "ENOENT" });
});

test("the worst findings are listed and all are counted", async () => {
  const directory = copied();
  await rm(join(directory, CONFIG));
  await writeFile(join(directory, "Modelfile"), "");
  const report = await verify(directory, { maxFindings: 1 });
  assert.deepEqual(
    [report.findings.map(({ code }) => code), report.counts, report.truncated],
    [["files/missing"], { error: 1, warning: 0, note: 1 }, true],
  );
});

test("one artifact is compared with a stream", async () => {
  const sha256 = createHash("sha256").update("hello").digest("hex");
  const artifact = { path: "a", sha256, size_bytes: 5 };
  /** @param {string[]} pieces */
  const compared = async (...pieces) => {
    const stream = new Blob(pieces).stream();
    return (await verifyArtifact(artifact, stream, createHash("sha256")))?.code;
  };
  assert.equal(await compared("hel", "lo"), undefined);
  assert.equal(await compared("hallo"), "files/sha256");
  assert.equal(await compared("hell"), "files/size");
  assert.equal(await compared("hello", ", world"), "files/size");
});

test("a listing is compared with a manifest", () => {
  const { manifest } = parse(readFileSync(join(EXAMPLE, MANIFEST_FILENAME)));
  const [first, second, ...rest] = manifest.artifacts;
  assert(first !== undefined && second !== undefined);
  const files = rest.map(({ path, size_bytes: size }) => ({ path, size }));
  const listed = (/** @type {{ path: string, size: number }[]} */ ...others) =>
    verifyListing(manifest, [...files, ...others]).map(
      ({ code, severity, pointer, path }) => `${severity} ${code} ${pointer} ${path}`,
    );
  const whole = [first, second].map(({ path, size_bytes: size }) => ({ path, size }));
  assert.deepEqual(listed(...whole, { path: MANIFEST_FILENAME, size: 1 }), []);
  assert.deepEqual(
    listed(
      { path: first.path, size: first.size_bytes + 1 },
      { path: "notes.txt", size: 1 },
      { path: ".DS_Store", size: 1 },
    ),
    [
      `error files/size /artifacts/0/size_bytes ${first.path}`,
      `error files/missing /artifacts/1/path ${second.path}`,
      "warning files/unlisted /artifacts notes.txt",
      "note files/unlisted /artifacts .DS_Store",
    ],
  );
});

test("an export is made and opened", async () => {
  const directory = join(folder, "made");
  await mkdir(directory);
  await writeFile(join(directory, "base.Q4_K_M.gguf"), "weights");
  const artifact = await buildArtifact(directory, "base.Q4_K_M.gguf", "base_model");
  await save(directory, { ...latest, artifacts: [artifact] });
  assert.deepEqual(await found(directory), []);

  const exported = await openExport(directory);
  assert.deepEqual(
    exported.manifest,
    parse(readFileSync(join(directory, MANIFEST_FILENAME))).manifest,
  );
  assert.deepEqual([exported.warnings, exported.artifacts("adapter")], [[], []]);
  const file = await exported.open(artifact);
  assert.equal(await file.readFile("utf8"), "weights");
  await file.close();
  await assert.rejects(exported.open({ ...artifact, size_bytes: 8 }), {
    message: "base.Q4_K_M.gguf: expected 8 bytes, found 7",
  });
  await assert.rejects(exported.open({ ...artifact, path: "../made/base.Q4_K_M.gguf" }), {
    message: "../made/base.Q4_K_M.gguf: no such file or directory",
  });
  await exported.close();

  await rm(join(directory, MANIFEST_FILENAME));
  await symlink("elsewhere", join(directory, MANIFEST_FILENAME));
  await assert.rejects(save(directory, latest), /is not a regular file/);
  await assert.rejects(openExport(directory), /files\/symlink/);
});

test("the example of the README opens an export", () => {
  const example = packageFile("examples/open.mjs").split("\n").slice(1).join("\n");
  assert(packageFile("README.md").includes(`\`\`\`js\n${example}\`\`\`\n`));
  const program = fileURLToPath(new URL("../examples/open.mjs", import.meta.url));
  const run = (/** @type {string} */ directory) =>
    spawnSync(process.execPath, [program, directory], { encoding: "utf8" });
  assert.deepEqual(run(EXAMPLE).stdout.split("\n"), [
    "vllm HuggingFaceTB/SmolLM2-135M-Instruct",
    "adapters/tutor/adapter_config.json 30",
    "adapters/tutor/adapter_model.safetensors 86",
    "",
  ]);
  assert.match(run(folder).stderr, /files\/missing at the top: no such file or directory/);
});
