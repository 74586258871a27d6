// Generated from schema/versions.json by `nox -s generate`. Do not edit.

/** The types of every version; those without a version in their name are the latest's. */

import type * as v1 from "./v1.js";
import type * as v2 from "./v2.js";
import type * as v3 from "./v3.js";

export type { v1, v2, v3 };
export type { ExportArtifact, ExportManifest } from "./v3.js";

/** The type of a manifest by the number of its version. */
export interface Manifests {
  readonly 1: v1.ExportManifest;
  readonly 2: v2.ExportManifest;
  readonly 3: v3.ExportManifest;
}
