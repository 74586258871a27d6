/**
 * Tries what docs/editors.md tells people to configure, with the language service of VS Code.
 *
 * `node test/editors.mjs PUBLISHED` takes the folder that `dlm-schema publish` wrote with the site.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import languages from "vscode-json-languageservice";

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
for (const language of ["xml", "lua", "toml"]) {
  const code = snippet(language);
  assert(code.includes(`"${schemas[0].url}"`) && code.includes(`"${schemas[0].fileMatch[0]}"`));
}
const [entry] = JSON.parse(readFileSync(new URL("catalog.json", published), "utf8")).schemas;
assert.equal(entry.url, schemas[0].url);
assert(schemas[0].url.startsWith(BASE));

const service = languages.getLanguageService({
  schemaRequestService: async (address) =>
    readFileSync(fileURLToPath(address.replace(BASE, published)), "utf8"),
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
  const uri = "file:///an/export/export_manifest.json";
  const document = languages.TextDocument.create(uri, "json", 1, text);
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

const { document, json } = open("{\n  \n}");
const offered = await service.doComplete(document, { line: 1, character: 2 }, json);
const names = offered?.items.map(({ label }) => label) ?? [];
const read = JSON.parse(readFileSync(new URL("versions.json", published), "utf8")).versions;
const newest = read.findLast(
  (/** @type {{ read_by: string[] }} */ each) => each.read_by.length > 0,
);
const schema = JSON.parse(readFileSync(new URL(newest.files.schema.path, published), "utf8"));
for (const name of Object.keys(schema.properties)) {
  assert(names.includes(name), `${name} is not offered in an empty file`);
}
console.log(
  `${valid.length} documents are accepted, ${invalid.length} are not; members are offered`,
);
