// Code generated from schema by nox -s generate. DO NOT EDIT.

package exportmanifest

// Slots of the members that ExportArtifact has.
const (
	exportArtifactPath = iota
	exportArtifactRole
	exportArtifactSHA256
	exportArtifactSizeBytes
)

var exportArtifactShape = &shape{
	names: []string{
		"path",
		"role",
		"sha256",
		"size_bytes",
	},
	members: []*shape{
		none,
		none,
		none,
		none,
	},
}

// Slots of the members that ExportManifest has.
const (
	exportManifestAdapterVersion = iota
	exportManifestArtifacts
	exportManifestBaseModelHFID
	exportManifestBaseModelRevision
	exportManifestCreatedAt
	exportManifestCreatedBy
	exportManifestDequantized
	exportManifestLlamaCppTag
	exportManifestMerged
	exportManifestOllamaName
	exportManifestQuant
	exportManifestSchemaVersion
	exportManifestTarget
)

var exportManifestShape = &shape{
	names: []string{
		"adapter_version",
		"artifacts",
		"base_model_hf_id",
		"base_model_revision",
		"created_at",
		"created_by",
		"dequantized",
		"llama_cpp_tag",
		"merged",
		"ollama_name",
		"quant",
		"schema_version",
		"target",
	},
	members: []*shape{
		none,
		&shape{items: exportArtifactShape, maxItems: 65536},
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
	},
}

var schemaV1ExportManifest = &schema{kinds: objects, object: &objectSchema{
	exportManifestShape,
	[]*schema{
		// adapter_version
		&schema{kinds: integers, number: &numberSchema{1, 9007199254740991}},
		// artifacts
		&schema{kinds: arrays, array: &arraySchema{65536, schemaV1ExportArtifact}},
		// base_model_hf_id
		&schema{kinds: strs, text: &textSchema{patternBaseModelHFID, "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`", 3, 256}},
		// base_model_revision
		&schema{kinds: strs, text: &textSchema{patternBaseModelRevision, "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names", 40, 40}},
		// created_at
		&schema{kinds: strs, text: &textSchema{patternCreatedAt, "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone", 19, 19}},
		// created_by
		&schema{kinds: strs, text: &textSchema{patternCreatedBy, "must be visible ASCII characters without spaces, such as `dlm-0.10.0`", 1, 128}},
		// dequantized
		&schema{kinds: booleans},
		// llama_cpp_tag
		&schema{kinds: strs | nulls, text: &textSchema{nil, "", 0, 1024}},
		// merged
		&schema{kinds: booleans},
		// ollama_name
		&schema{kinds: strs | nulls, text: &textSchema{nil, "", 0, 1024}},
		// quant
		&schema{kinds: strs, text: &textSchema{patternQuant, "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit", 1, 64}},
		// schema_version is a member of other versions.
		nil,
		// target is a member of other versions.
		nil,
	},
}}

var schemaV1ExportArtifact = &schema{kinds: objects, object: &objectSchema{
	exportArtifactShape,
	[]*schema{
		// path
		&schema{kinds: strs, text: &textSchema{patternPath, "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)", 1, 512}},
		// role is a member of other versions.
		nil,
		// sha256
		&schema{kinds: strs, text: &textSchema{patternSHA256, "must be 64 lower-case hexadecimal digits", 64, 64}},
		// size_bytes
		&schema{kinds: integers, number: &numberSchema{0, 9007199254740991}},
	},
}}

var schemaV2ExportManifest = &schema{kinds: objects, object: &objectSchema{
	exportManifestShape,
	[]*schema{
		// adapter_version
		&schema{kinds: integers, number: &numberSchema{1, 9007199254740991}},
		// artifacts
		&schema{kinds: arrays, array: &arraySchema{65536, schemaV2ExportArtifact}},
		// base_model_hf_id
		&schema{kinds: strs, text: &textSchema{patternBaseModelHFID, "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`", 3, 256}},
		// base_model_revision
		&schema{kinds: strs, text: &textSchema{patternBaseModelRevision, "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names", 40, 40}},
		// created_at
		&schema{kinds: strs, text: &textSchema{patternCreatedAt, "must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone", 19, 19}},
		// created_by
		&schema{kinds: strs, text: &textSchema{patternCreatedBy, "must be visible ASCII characters without spaces, such as `dlm-0.10.0`", 1, 128}},
		// dequantized
		&schema{kinds: booleans},
		// llama_cpp_tag
		&schema{kinds: strs | nulls, text: &textSchema{nil, "", 0, 1024}},
		// merged
		&schema{kinds: booleans},
		// ollama_name
		&schema{kinds: strs | nulls, text: &textSchema{nil, "", 0, 1024}},
		// quant
		&schema{kinds: strs, text: &textSchema{patternQuant, "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit", 1, 64}},
		// schema_version is a member of other versions.
		nil,
		// target
		&schema{kinds: strs, enum: []value{{kind: strs, text: "ollama"}, {kind: strs, text: "llama-server"}, {kind: strs, text: "vllm"}, {kind: strs, text: "mlx-serve"}}},
	},
}}

var schemaV2ExportArtifact = &schema{kinds: objects, object: &objectSchema{
	exportArtifactShape,
	[]*schema{
		// path
		&schema{kinds: strs, text: &textSchema{patternPath, "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)", 1, 512}},
		// role is a member of other versions.
		nil,
		// sha256
		&schema{kinds: strs, text: &textSchema{patternSHA256, "must be 64 lower-case hexadecimal digits", 64, 64}},
		// size_bytes
		&schema{kinds: integers, number: &numberSchema{0, 9007199254740991}},
	},
}}

var schemaV3ExportManifest = &schema{kinds: objects, object: &objectSchema{
	exportManifestShape,
	[]*schema{
		// adapter_version
		&schema{kinds: integers, number: &numberSchema{1, 9007199254740991}},
		// artifacts
		&schema{kinds: arrays, array: &arraySchema{65536, schemaV3ExportArtifact}},
		// base_model_hf_id
		&schema{kinds: strs, text: &textSchema{patternBaseModelHFID, "must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`", 3, 256}},
		// base_model_revision
		&schema{kinds: strs, text: &textSchema{patternBaseModelRevision, "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names", 40, 40}},
		// created_at
		&schema{kinds: strs, text: &textSchema{patternCreatedAt2, "must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges", 20, 20}},
		// created_by
		&schema{kinds: strs, text: &textSchema{patternCreatedBy, "must be visible ASCII characters without spaces, such as `dlm-0.10.0`", 1, 128}},
		// dequantized
		&schema{kinds: booleans},
		// llama_cpp_tag
		&schema{kinds: strs | nulls, text: &textSchema{nil, "", 0, 1024}},
		// merged
		&schema{kinds: booleans},
		// ollama_name
		&schema{kinds: strs | nulls, text: &textSchema{nil, "", 0, 1024}},
		// quant
		&schema{kinds: strs, text: &textSchema{patternQuant, "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit", 1, 64}},
		// schema_version
		&schema{kinds: integers, constant: &value{kind: integers, text: "3"}},
		// target
		&schema{kinds: strs, enum: []value{{kind: strs, text: "ollama"}, {kind: strs, text: "llama-server"}, {kind: strs, text: "vllm"}, {kind: strs, text: "mlx-serve"}}},
	},
}}

var schemaV3ExportArtifact = &schema{kinds: objects, object: &objectSchema{
	exportArtifactShape,
	[]*schema{
		// path
		&schema{kinds: strs, text: &textSchema{patternPath, "must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive)", 1, 512}},
		// role
		&schema{kinds: strs, enum: []value{{kind: strs, text: "base_model"}, {kind: strs, text: "adapter"}, {kind: strs, text: "projector"}, {kind: strs, text: "modelfile"}, {kind: strs, text: "chat_template"}, {kind: strs, text: "launch_script"}, {kind: strs, text: "runtime_config"}, {kind: strs, text: "other"}}},
		// sha256
		&schema{kinds: strs, text: &textSchema{patternSHA256, "must be 64 lower-case hexadecimal digits", 64, 64}},
		// size_bytes
		&schema{kinds: integers, number: &numberSchema{0, 9007199254740991}},
	},
}}

// Slots of the members that StoreRow has.
const (
	storeRowAdapterGGUFSHA256 = iota
	storeRowAdapterMix
	storeRowAdapterName
	storeRowBaseGGUFSHA256
	storeRowExportedAt
	storeRowLlamaCppTag
	storeRowMerged
	storeRowOllamaName
	storeRowOllamaVersion
	storeRowQuant
	storeRowSmokeOutputFirstLine
	storeRowTarget
)

var storeRowShape = &shape{
	names: []string{
		"adapter_gguf_sha256",
		"adapter_mix",
		"adapter_name",
		"base_gguf_sha256",
		"exported_at",
		"llama_cpp_tag",
		"merged",
		"ollama_name",
		"ollama_version",
		"quant",
		"smoke_output_first_line",
		"target",
	},
	members: []*shape{
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
		none,
	},
}

// Versions of the documents without schema_version, by whether they have a target.
const (
	versionWithTarget    = 2
	versionWithoutTarget = 1
)

var versions = []version{
	{1, "export-manifest/v1/schema.json", schemaV1ExportManifest, "", func() Manifest { return new(ExportManifestV1) }},
	{2, "export-manifest/v2/schema.json", schemaV2ExportManifest, "migrations/1-to-2.json", func() Manifest { return new(ExportManifestV2) }},
	{3, "export-manifest/v3/schema.json", schemaV3ExportManifest, "migrations/2-to-3.json", func() Manifest { return new(ExportManifestV3) }},
}

// The patterns of derive, by their sources.
var derivationPatterns = bySource(
	patternRole1,
	patternRole2,
	patternRole3,
	patternRole4,
	patternRole5,
	patternRole6,
	patternRole7,
	patternRole8,
	patternRole9,
	patternRole10,
)
