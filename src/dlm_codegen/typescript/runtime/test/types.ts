/** What the compiler has to admit and to refuse; nothing here is run. */

import { LATEST, migrate, parse, safeParse, serialize, validate } from "dlm-export-manifest";
import type { Code, ExportManifest, Role, Target, v1, v2, Version } from "dlm-export-manifest";

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

export function holds<_ extends true>(): void {
  // The type parameter is the claim.
}

declare const manifest: ExportManifest;
declare const older: v1.ExportManifest;
declare const bytes: Uint8Array;

holds<1 | 2 | 3 extends Version ? true : false>();
holds<Same<typeof manifest.schema_version, typeof LATEST>>();
holds<Same<v2.ExportManifest["target"], "ollama" | "llama-server" | "vllm" | "mlx-serve">>();
holds<Same<v1.ExportManifest["ollama_name"], string | null>>();
holds<"schema/required" extends Code ? true : false>();
holds<"files/missing" extends Code ? true : false>();
holds<"store/link" extends Code ? true : false>();

const upToLatest = migrate(bytes).document;
const down = migrate(manifest, { to: 1, allowLoss: true }).document;
holds<Same<typeof upToLatest, ExportManifest>>();
holds<Same<typeof down, v1.ExportManifest>>();

serialize(older);
serialize(parse(bytes).manifest);
serialize(down);

const result = safeParse("{}");
if (result.ok) {
  serialize(result.manifest);
} else {
  // @ts-expect-error: an invalid manifest is none
  serialize(result.manifest);
}

// @ts-expect-error: manifests are read only
manifest.quant = "F16";
// @ts-expect-error: their artifacts as well
manifest.artifacts.push();
// @ts-expect-error: and each of these
parse(bytes).manifest.artifacts[0].path = "a";
// @ts-expect-error: version 1 has no target
older.target;
// @ts-expect-error: there is no such version
migrate(bytes, { to: 99 });
holds<Same<Target, ExportManifest["target"]>>();
holds<"adapter" extends Role ? true : false>();

// @ts-expect-error: a number is no manifest
validate(5);
// @ts-expect-error: nor is what has yet to come
validate(Promise.resolve(bytes));
// @ts-expect-error: nor what has bytes without being them
validate(new Blob([]));
