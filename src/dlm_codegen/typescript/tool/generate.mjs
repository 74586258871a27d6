/**
 * Writes what needs tools of npm: types by json-schema-to-typescript, validators by Ajv.
 *
 * Standard input is one JSON object:
 *   versions  [{"number", "source", "schema", "assertions"}], oldest first; the assertions are the
 *             schema without annotations, but for a description beside each pattern, which says
 *             what a text must be
 *   format    TypeScript by path, to be formatted
 *   header    the first line of every file, with {source} in it
 * Standard output is one JSON object, text by path.
 */

import { readFileSync } from "node:fs";

import { _ } from "ajv/dist/compile/codegen/index.js";
import { useFunc } from "ajv/dist/compile/util.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import ucs2length from "ajv/dist/runtime/ucs2length.js";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { format } from "prettier";

const LINE_LENGTH = 100;
const STYLE = { parser: "typescript", printWidth: LINE_LENGTH };

/** Where the validators find what Ajv would load from its own package. */
const RUNTIME = `
import { lengthInCodePoints } from "./text.js";
`;

/** Returns the interfaces of one version; a document is read only, all the way down. */
async function types({ number, schema }) {
  const text = await compile(wrapDescriptions(schema), schema.title, {
    bannerComment: `/** Types of version ${number} of the export manifest. */`,
    format: true,
    style: { printWidth: LINE_LENGTH },
  });
  const objects = [schema, ...Object.values(schema.$defs ?? {})];
  const members = objects.flatMap((object) => Object.values(object.properties));
  const arrays = members.filter((member) => member.type === "array");
  const readonlyMembers = replaceEach(text, /^ {2}(?=\w+:)/gm, "  readonly ", members.length);
  return replaceEach(readonlyMembers, /(?<=: )(?=\w+\[\];$)/gm, "readonly ", arrays.length);
}

function replaceEach(text, pattern, replacement, times) {
  const found = text.match(pattern)?.length ?? 0;
  if (found !== times) {
    throw new Error(
      `expected ${times} places for "${replacement.trim()}", found ${found}:\n${text}`,
    );
  }
  return text.replace(pattern, replacement);
}

/** Breaks lines of descriptions, which become comments two columns in. */
function wrapDescriptions(schema) {
  return JSON.parse(JSON.stringify(schema), (name, value) =>
    name === "description" && typeof value === "string" ? wrap(value, LINE_LENGTH - 5) : value,
  );
}

function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === "") {
      lines[lines.length - 1] = word;
    } else if (line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.join("\n");
}

/** Returns a module with one validator a version, `v1`, `v2` and so on. */
function validators(versions) {
  // "code" is what stands for a function in the module that Ajv writes.
  ucs2length.default.code = "lengthInCodePoints";
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
    messages: false,
    ownProperties: true,
    strict: true,
  });
  // Ajv's own schemas of schemas have no limits, and say nothing in words.
  redefine(ajv, "items", (items) => ({
    code(context) {
      const { data, gen, parentSchema } = context;
      const { maxItems = Infinity } = parentSchema;
      gen.if(_`${data}.length <= ${maxItems}`, () => items.code(context));
    },
  }));
  redefine(ajv, "pattern", (pattern) => ({
    error: {
      params: ({ schema, parentSchema: { description = "" } }) =>
        _`{pattern: ${schema}, requirement: ${description}}`,
    },
    code(context) {
      const { data, gen, parentSchema } = context;
      const { maxLength = Infinity } = parentSchema;
      const lengthOf = useFunc(gen, ucs2length.default);
      gen.if(_`${data}.length <= ${maxLength} || ${lengthOf}(${data}) <= ${maxLength}`, () =>
        pattern.code(context),
      );
    },
  }));
  const names = versions.map(({ number }) => `v${number}`);
  for (const [index, { assertions }] of versions.entries()) {
    ajv.addSchema(assertions, names[index]);
  }
  const exported = Object.fromEntries(names.map((name) => [name, name]));
  const code = standalone.default(ajv, exported).replace('"use strict";', "");
  if (/\brequire\(/.test(code)) {
    throw new Error("Ajv's code loads something at run time, which the package cannot");
  }
  return `// @ts-nocheck\n${RUNTIME}${code}`;
}

/**
 * Changes how a keyword is judged.
 *
 * What an array or a text holds that is too long is not judged: one finding says so.
 */
function redefine(ajv, keyword, change) {
  const definition = ajv.getKeyword(keyword);
  ajv.removeKeyword(keyword);
  ajv.addKeyword({ ...definition, ...change(definition) });
}

const { versions, format: texts, header } = JSON.parse(readFileSync(0, "utf8"));
const files = {};
for (const version of versions) {
  const text = await types(version);
  files[`src/v${version.number}.ts`] = `${header.replace("{source}", version.source)}${text}`;
}
texts["src/validators.ts"] =
  `${header.replace("{source}", "schema/export-manifest")}${validators(versions)}`;
for (const [path, text] of Object.entries(texts)) {
  files[path] = await format(text, STYLE);
}
process.stdout.write(JSON.stringify(files));
