/**
 * Tries what docs/editors.md tells people to configure: with the language service of VS Code, and
 * with the language server that Neovim and Helix start, asked as they ask it.
 *
 * `node test/editors.mjs PUBLISHED` takes the folder that `dlm-schema publish` wrote with the site.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse as parseToml } from "smol-toml";
import rpc from "vscode-jsonrpc/node";
import languages from "vscode-json-languageservice";
import { LuaFactory } from "wasmoon";

const BASE = "https://tenseleyflow.github.io/dlm-schema/";
const published = `${pathToFileURL(resolve(process.argv[2] ?? "."))}/`;
const page = readFileSync(new URL("../../editors.md", import.meta.url), "utf8");

/** @param {string} language */
function snippet(language) {
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(page) ?? [];
  assert(code !== undefined, language);
  return code;
}

const { "json.schemas": schemas } = JSON.parse(snippet("json"));
assert(snippet("xml").includes(`"${schemas[0].url}"`));
const [entry] = JSON.parse(readFileSync(new URL("catalog.json", published), "utf8")).schemas;
assert.equal(entry.url, schemas[0].url);
assert(schemas[0].url.startsWith(BASE));

const URI = "file:///an/export/export_manifest.json";
const readSchema = (/** @type {string} */ address) =>
  readFileSync(fileURLToPath(address.replace(BASE, published)), "utf8");
const service = languages.getLanguageService({
  schemaRequestService: async (address) => readSchema(address),
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({
  schemas: schemas.map(
    (/** @type {{ url: string, fileMatch: string[] }} */ { url, fileMatch }) => ({
      uri: url,
      fileMatch,
    }),
  ),
});

/** @param {string} text */
function open(text) {
  const document = languages.TextDocument.create(URI, "json", 1, text);
  return { document, json: service.parseJSONDocument(document) };
}

/** @param {string} text */
async function complaints(text) {
  const { document, json } = open(text);
  return (await service.doValidation(document, json)).map(({ message }) => message);
}

const folder = join(fileURLToPath(published), "schemastore");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".json"))
  .map((path) => join(folder, path));
const invalid = files.filter((path) => path.includes("negative_test"));
const valid = files.filter((path) => !invalid.includes(path));
assert(valid.length >= 9 && invalid.length >= 7);
for (const path of valid) {
  assert.deepEqual(await complaints(readFileSync(path, "utf8")), [], path);
}
for (const path of invalid) {
  assert.notDeepEqual(await complaints(readFileSync(path, "utf8")), [], path);
}

/** Completes a text at its end, or within the braces that are there. */
async function offered(text) {
  const { document, json } = open(text);
  const position = document.positionAt(text.length - Number(text.endsWith("}")));
  return (await service.doComplete(document, position, json))?.items ?? [];
}

const names = (await offered("{}")).map(({ label }) => label);
const manifests = (await offered("")).map(({ textEdit }) => textEdit.newText);
const read = JSON.parse(readFileSync(new URL("versions.json", published), "utf8")).versions;
const newest = read.findLast(
  (/** @type {{ read_by: string[] }} */ each) => each.read_by.length > 0,
);
assert(manifests.length > 0);
const schema = JSON.parse(readFileSync(new URL(newest.files.schema.path, published), "utf8"));
for (const name of Object.keys(schema.properties)) {
  assert(names.includes(name), `${name} is not offered in an empty object`);
  for (const manifest of manifests) {
    assert(manifest.includes(`"${name}"`), `${name} is not offered in an empty file`);
  }
}
/** Asks the language server about a manifest; `configuration` is what the editor passes on. */
async function diagnosed(command, configuration) {
  const [program, ...options] = command;
  const path = `${import.meta.dirname}/../node_modules/.bin/${program}`;
  const server = spawn(path, options, { stdio: ["pipe", "pipe", "inherit"] });
  const connection = rpc.createMessageConnection(server.stdout, server.stdin);
  const told = new Promise((resolve) => {
    connection.onNotification("textDocument/publishDiagnostics", resolve);
  });
  connection.onRequest("vscode/content", (address) => readSchema(String(address)));
  connection.onRequest("workspace/configuration", ({ items }) => items.map(() => configuration));
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { ...configuration, handledSchemaProtocols: ["file"] },
  });
  await connection.sendNotification("workspace/didChangeConfiguration", {
    settings: configuration,
  });
  const textDocument = { uri: URI, languageId: "json", version: 1, text: '{"target": "nothing"}' };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  const { diagnostics } = await told;
  connection.dispose();
  server.kill();
  return diagnostics.map(({ message }) => message);
}

let neovim;
const lua = await new LuaFactory().createEngine();
lua.global.set("vim", { lsp: { config: (_, given) => (neovim = given), enable: () => undefined } });
await lua.doString(snippet("lua"));
const { "language-server": servers } = parseToml(snippet("toml"));
for (const [command, settings] of [
  [neovim.cmd, neovim.settings],
  [["vscode-json-language-server", "--stdio"], servers["vscode-json-language-server"].config],
]) {
  const messages = await diagnosed(command, JSON.parse(JSON.stringify(settings)));
  assert(messages.includes('Missing property "quant".'), messages.join("\n"));
}

console.log(
  `${valid.length} documents are accepted, ${invalid.length} are not; members are offered`,
);
