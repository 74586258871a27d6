/**
 * Writes what needs tools of npm: validators by Ajv, and the format of TypeScript by Prettier.
 *
 * Standard input is one JSON object:
 *   schemas   what to validate by, by the name of the validator
 *   format    TypeScript by path, to be formatted
 *   header    the first line of the validators
 * Standard output is one JSON object, text by path.
 */

import { readFileSync } from "node:fs";

import { _ } from "ajv/dist/compile/codegen/index.js";
import { useFunc } from "ajv/dist/compile/util.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import ucs2length from "ajv/dist/runtime/ucs2length.js";
import standalone from "ajv/dist/standalone/index.js";
import { format } from "prettier";

const STYLE = { parser: "typescript", printWidth: 100 };

/** Where the validators find what Ajv would load from its own package. */
const RUNTIME = `
import { lengthInCodePoints } from "./text.js";
`;

/** Returns a module with a validator for each schema. */
function validators(schemas) {
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
  // A text has at most as many code points as UTF-16 units and at least half as many, so that few
  // have to be counted.
  redefine(ajv, "maxLength", () => ({
    code(context) {
      const { data, gen, schema } = context;
      const lengthOf = useFunc(gen, ucs2length.default);
      context.fail(_`${data}.length > ${schema} && ${lengthOf}(${data}) > ${schema}`);
    },
  }));
  redefine(ajv, "minLength", () => ({
    code(context) {
      const { data, gen, schema } = context;
      const lengthOf = useFunc(gen, ucs2length.default);
      context.fail(_`${data}.length < ${2 * schema} && ${lengthOf}(${data}) < ${schema}`);
    },
  }));
  redefine(ajv, "pattern", (pattern) => ({
    code(context) {
      const { data, gen, parentSchema } = context;
      const { maxLength = Infinity } = parentSchema;
      const lengthOf = useFunc(gen, ucs2length.default);
      gen.if(_`${data}.length <= ${maxLength} || ${lengthOf}(${data}) <= ${maxLength}`, () =>
        pattern.code(context),
      );
    },
  }));
  for (const [name, schema] of Object.entries(schemas)) {
    ajv.addSchema(schema, name);
  }
  const exported = Object.fromEntries(Object.keys(schemas).map((name) => [name, name]));
  const code = withoutErrors(standalone.default(ajv, exported)).replace('"use strict";', "");
  if (/\brequire\(/.test(code)) {
    throw new Error("Ajv's code loads something at run time, which the package cannot");
  }
  return `// @ts-nocheck\n${RUNTIME}${code}`;
}

/**
 * Leaves the verdict alone: the runtime says why a schema does not hold, and a document can break one
 * a million times.
 */
function withoutErrors(code) {
  const count = "errors++;";
  const made = /const (err\d+) = .*;\nif\(vErrors === null\)\{\n.*\n\}\nelse \{\n.*\(\1\);\n\}\n/g;
  const counting = code.replace(made, "");
  if (counting.split(count).length !== code.split(count).length || /vErrors[.(]/.test(counting)) {
    throw new Error("Ajv makes errors in another way than this knows");
  }
  return counting;
}

/**
 * Changes how a keyword is judged.
 *
 * What an array or a text holds that is too long is not judged: one finding says so.
 */
function redefine(ajv, keyword, change) {
  const definition = ajv.getKeyword(keyword);
  ajv.removeKeyword(keyword);
  ajv.addKeyword({ ...definition, keyword, ...change(definition) });
}

const { schemas, format: texts, header } = JSON.parse(readFileSync(0, "utf8"));
texts["src/validators.ts"] = `${header}${validators(schemas)}`;
const files = {};
for (const [path, text] of Object.entries(texts)) {
  files[path] = await format(text, STYLE);
}
process.stdout.write(JSON.stringify(files));
