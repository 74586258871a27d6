// Generated from schema/versions.json by `nox -s generate`. Do not edit.

/** The types of every version; those without a version in their name are the latest's. */

import type { ExportManifest as Manifest1 } from "./v1.js";
import type { ExportManifest as Manifest2 } from "./v2.js";
import type { ExportManifest as Manifest3 } from "./v3.js";

export type * as v1 from "./v1.js";
export type * as v2 from "./v2.js";
export type * as v3 from "./v3.js";
export type { ExportArtifact, ExportManifest } from "./v3.js";

/** The type of a manifest by the number of its version. */
export interface Manifests {
  readonly 1: Manifest1;
  readonly 2: Manifest2;
  readonly 3: Manifest3;
}
