/** What the published schemas say of the members of a manifest. */

import { detectVersion, READ_BY, VERSIONS, type Version } from "dlm-export-manifest";
import { schemaOf } from "dlm-export-manifest/specification";

/** A name of a member, or the index of an entry. */
export type Token = string | number;

/** The part of a schema that is shown to people. */
export interface Described {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Described>>;
}

const SCHEMAS = new Map(VERSIONS.map((version) => [version, schemaOf(version) as Described]));

/** The newest version that DLM reads. */
export const NEWEST: Version =
  [...VERSIONS].reverse().find((each) => READ_BY[each].length > 0) ?? 1;

/** The version that a text claims, or the one to begin with. */
export function versionOf(text: string): Version {
  try {
    return text.trim() === "" ? NEWEST : detectVersion(text);
  } catch {
    return NEWEST; // It is being written.
  }
}

/** What the schema of a version says of what tokens lead to. */
export function described(version: Version, tokens: readonly Token[]): Described | undefined {
  const root = SCHEMAS.get(version);
  let found = root;
  for (const token of tokens) {
    const inner = typeof token === "number" ? found?.items : own(found?.properties, token);
    const name = inner?.$ref?.split("/").pop();
    found = name === undefined ? inner : { ...root?.$defs?.[name], ...inner };
  }
  return found;
}

/** What an object has itself: a document can have members of any name. */
function own<Value>(members: Readonly<Record<string, Value>> | undefined, name: string) {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

/** The values that a member can have, as JSON texts. */
export function valuesOf(schema: Described): string[] {
  const listed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const types = [schema.type ?? []].flat();
  const simple = [
    ...(types.includes("boolean") ? [true, false] : []),
    ...(schema.examples ?? []),
    ...(types.includes("null") ? [null] : []),
  ];
  return [...new Set((listed ?? simple).map((value) => JSON.stringify(value)))];
}
