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
	{1, "export-manifest/v1/schema.json", "", func() Manifest { return new(ExportManifestV1) }},
	{2, "export-manifest/v2/schema.json", "migrations/1-to-2.json", func() Manifest { return new(ExportManifestV2) }},
	{3, "export-manifest/v3/schema.json", "migrations/2-to-3.json", func() Manifest { return new(ExportManifestV3) }},
}
