/** What is built runs where there is no Node and no bundler. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, SourceTextModule } from "node:vm";

import { latest, packageFile, third } from "./documents.mjs";

/** @import { Context } from "node:vm" */

const IMPORT = /(?:import|export)\s(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)/g;

/**
 * Returns the modules that are loaded with one, by their path.
 *
 * @param {string} path
 * @param {Map<string, string>} loaded
 * @returns {Map<string, string>}
 */
function graph(path, loaded = new Map()) {
  if (!loaded.has(path)) {
    const code = packageFile(path);
    loaded.set(path, code);
    for (const [, fromStatic, fromDynamic] of code.matchAll(IMPORT)) {
      const specifier = fromStatic ?? fromDynamic ?? "";
      assert.match(specifier, /^[.]\/[a-z0-9]+[.]js$/, `${path} imports ${specifier}`);
      graph(`dist/${specifier.slice(2)}`, loaded);
    }
  }
  return loaded;
}

/**
 * @param {string} path
 * @param {Context} context
 */
async function run(path, context) {
  /** @type {Map<string, SourceTextModule>} */
  const modules = new Map();
  for (const [name, code] of graph(path)) {
    modules.set(name, new SourceTextModule(code, { context, identifier: name }));
  }
  const main = modules.get(path);
  assert(main !== undefined);
  await main.link((specifier) => {
    const module = modules.get(`dist/${specifier.slice(2)}`);
    assert(module !== undefined);
    return module;
  });
  await main.evaluate();
  return main.namespace;
}

test("modules import each other by relative paths alone", () => {
  assert(graph("dist/index.js").has("dist/schemas.js"));
  assert(!graph("dist/index.js").has("dist/published.js"), "the texts are for who asks for them");
  assert(graph("dist/specification.js").has("dist/published.js"));
});

test("a context without Node's globals is enough", async () => {
  const context = createContext({ TextDecoder, TextEncoder });
  const namespace = /** @type {typeof import("dlm-export-manifest")} */ (
    await run("dist/index.js", context)
  );
  const bytes = new TextEncoder().encode(JSON.stringify(third));
  assert.deepEqual(structuredClone(namespace.parse(bytes).manifest), latest);
  assert.equal(namespace.validate(bytes.subarray(1)).findings[0]?.code, "encoding/syntax");
  const specification = /** @type {typeof import("dlm-export-manifest/specification")} */ (
    await run("dist/specification.js", context)
  );
  assert.equal(typeof specification.schemaOf(3)["$id"], "string");
});

test("nothing is depended on at run time", () => {
  const manifest = /** @type {{ dependencies?: object, sideEffects: boolean }} */ (
    JSON.parse(packageFile("package.json"))
  );
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.sideEffects, false);
});
