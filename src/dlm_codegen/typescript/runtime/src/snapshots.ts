/** Exports of models that no runtime is named for: DLM's snapshots (EM-STORE-14). */

import { DEFINITIONS, SCHEMAS, SHAPE } from "./definition.js";
import { decodeBytes } from "./encoding.js";
import { isObject, type Json } from "./json.js";
import type { ExportArtifact } from "./models.js";
import { excerpt, finding, reportOf, type Finding, type Report } from "./report.js";
import { scan, type Shape } from "./scanner.js";
import { explain, type Schema } from "./schemas.js";

/** What the manifest of a snapshot lists, or the report that forbids to look at it. */
export interface Snapshot {
  readonly artifacts?: readonly Omit<ExportArtifact, "role">[];
  readonly report: Report;
}

export function judgeSnapshot(bytes: Uint8Array, most?: number): Snapshot {
  const refused = (code: Finding["code"], message: string) => ({
    report: reportOf(null, [finding(code, "", message)], most),
  });
  const { text, fault } = decodeBytes(bytes);
  if (fault !== undefined) {
    const { code, message } = fault;
    return refused(code === "encoding/size" ? code : "encoding/syntax", message);
  }
  const { value, fault: wrong } = scan(text, shapeOfSnapshot(), most, true);
  if (wrong !== undefined) {
    return refused("encoding/syntax", wrong.message);
  }
  if (!isObject(value)) {
    return refused("version/not-an-object", `expected an object, found ${excerpt(value)}`);
  }
  const { artifacts } = value;
  const document = (artifacts === undefined ? {} : { artifacts }) as Json;
  const { first, counts } = explain(schemaOfSnapshot(), document, most);
  const report = reportOf(null, first, most, counts);
  return report.ok
    ? { artifacts: artifacts as NonNullable<Snapshot["artifacts"]>, report }
    : { report };
}

function shapeOfSnapshot(): Shape {
  const { artifacts = { members: {} } } = SHAPE.members;
  return { members: { artifacts } };
}

/** Returns a schema of the artifacts alone, as the newest version without roles has them. */
function schemaOfSnapshot(): Schema {
  const schemas = DEFINITIONS.map(({ number }) => SCHEMAS[number]);
  const newest = schemas.findLast(
    ({ $defs }) => $defs?.["ExportArtifact"]?.properties?.["role"] === undefined,
  );
  const { artifacts = {} } = newest?.properties ?? {};
  return { ...newest, properties: { artifacts }, required: ["artifacts"] };
}
