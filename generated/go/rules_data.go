// Code generated from schema/rules.json by nox -s generate. DO NOT EDIT.

package exportmanifest

// The rules that rules.json has the data of.
var dataRules = []rule{
	&patternRule{CodeRulesReservedName, location{"/artifacts/*/path", []int{exportManifestArtifacts, everyEntry}, exportArtifactPath}, "/", patternRulesReservedName, false, "a segment of a path is a device name on Windows"},
	&patternRule{CodeRulesUnportablePath, location{"/artifacts/*/path", []int{exportManifestArtifacts, everyEntry}, exportArtifactPath}, "/", patternRulesUnportablePath, true, "a path holds a character other than A-Z, a-z, 0-9, full stop, low line, plus sign and hyphen, or a segment that ends in a full stop or has more than 255 characters"},
	&patternRule{CodeRulesOllamaName, location{"/ollama_name", nil, exportManifestOllamaName}, "", patternRulesOllamaName, true, "Ollama would refuse the name"},
	&embeddedRule{CodeRulesQuantName, location{"/artifacts/*/path", []int{exportManifestArtifacts, everyEntry}, exportArtifactPath}, "base.", ".gguf", exportManifestQuant},
	&valuesRule{CodeRulesTargetFields, map[string][]fieldValue{
		"vllm": {
			{exportManifestQuant, true, value{kind: strs, text: "hf"}},
			{exportManifestMerged, true, value{kind: booleans, text: "false"}},
			{exportManifestDequantized, true, value{kind: booleans, text: "false"}},
			{exportManifestLlamaCppTag, true, value{kind: nulls, text: "null"}},
			{exportManifestOllamaName, true, value{kind: nulls, text: "null"}},
		},
		"mlx-serve": {
			{exportManifestQuant, true, value{kind: strs, text: "hf"}},
			{exportManifestMerged, true, value{kind: booleans, text: "false"}},
			{exportManifestDequantized, true, value{kind: booleans, text: "false"}},
			{exportManifestLlamaCppTag, true, value{kind: nulls, text: "null"}},
			{exportManifestOllamaName, true, value{kind: nulls, text: "null"}},
		},
		"ollama": {
			{exportManifestQuant, false, value{kind: strs, text: "hf"}},
		},
		"llama-server": {
			{exportManifestQuant, false, value{kind: strs, text: "hf"}},
		},
	}},
	&rolesRule{CodeRulesMissingRole, map[string][]string{
		"ollama": {
			"base_model",
		},
		"llama-server": {
			"base_model",
			"chat_template",
			"launch_script",
		},
		"vllm": {
			"adapter",
			"runtime_config",
			"launch_script",
		},
		"mlx-serve": {
			"adapter",
			"launch_script",
		},
	}},
}

// Companions at the top of an export.
var companionsAtTop = []string{
	"^Modelfile$",
	"^imatrix[.][^/]{0,512}$",
	"^vl_gguf[.]json$",
	"^sway[.]yaml$",
	"^[.]dlm-schema-(stays-){0,1}[0-9a-f]{16}[.]tmp$",
}

// Companions in any folder of an export.
var companionsAnywhere = []string{
	"^[^/]{1,512}[.]sig$",
	"^[^/]{1,512}[.]sigstore[.]json$",
	"^[^/]{1,512}[.]asc$",
	"^[.]DS_Store$",
	"^[.]_[^/]{0,512}$",
	"^Thumbs[.]db$",
	"^desktop[.]ini$",
	"^[.]nfs[^/]{1,512}$",
}

const companionSeverity = SeverityNote

const snapshotFilename = "snapshot_manifest.json"

// Names of directories that can be snapshots.
var snapshotDirectories = []string{
	"hf-snapshot",
	"hf-audio-snapshot",
}

// Companions in any folder of a snapshot.
var snapshotCompanions = []string{
	"^README[.]md$",
}

// The directories of exports for some targets; for others it is the quant.
var directoriesByTarget = map[string]string{
	"mlx-serve": "mlx-serve",
	"vllm":      "vllm",
}
