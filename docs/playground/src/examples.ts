/** Documents to begin with. */

import ollama from "../../../examples/version-2/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/Q4_K_M/export_manifest.json";
import vllm from "../../../examples/version-2/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/vllm/export_manifest.json";
import first from "../../../examples/version-1/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/Q4_K_M/export_manifest.json";
import wrong from "../examples/wrong.json";

export const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ["an export for Ollama", ollama],
  ["an export for vLLM", vllm],
  ["one of version 1", first],
  ["one with mistakes", wrong],
]);
