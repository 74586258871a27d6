// Code generated from schema/export-manifest/v3/schema.json by nox -s generate. DO NOT EDIT.

package exportmanifest

import "time"

// ExportManifestV3 is a manifest of version 3 (SPEC section 5).
//
// The record of what one DLM export emitted, for which runtime, from which base model and
// adapter, with the path, digest, size and role of each file.
type ExportManifestV3 struct {
	// Version of this format. A reader decides by this integer alone which schema a document
	// claims; versions 1 and 2 never carry it.
	SchemaVersion int64 `json:"schema_version"`

	// Runtime that the export was prepared for. It decides which roles the artifacts should cover
	// and what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.
	Target Target `json:"target"`

	// Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
	// exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low
	// lines and hyphens, beginning with a letter or digit.
	Quant string `json:"quant"`

	// Whether the adapter's weights were merged into the base model's.
	Merged bool `json:"merged"`

	// Whether a quantized base model was expanded to full precision before the merge.
	Dequantized bool `json:"dequantized"`

	// Name under which the export was to be registered with Ollama, as it was given, or null. Any
	// text is recorded: Ollama itself judges it, and only when it is asked.
	OllamaName *string `json:"ollama_name"`

	// When the export was made, to the second, in UTC. Must be written `YYYY-MM-DDThh:mm:ssZ`,
	// such as `2026-04-23T18:42:00Z`, with fields in their ranges.
	CreatedAt string `json:"created_at"`

	// Program that wrote the export, with its version. For people and logs; it never decides how
	// a document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.
	CreatedBy string `json:"created_by"`

	// What the vendored llama.cpp says of its version, such as a release tag, or null for targets
	// that do not depend on llama.cpp.
	LlamaCppTag *string `json:"llama_cpp_tag"`

	// Base model on the Hugging Face Hub. Must be `org/name`, such as
	// `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII
	// letters, digits, full stops, low lines and hyphens; a revision belongs in
	// `base_model_revision`.
	BaseModelHFID string `json:"base_model_hf_id"`

	// Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch
	// or tag such as `main` can move, so record the commit that it names.
	BaseModelRevision string `json:"base_model_revision"`

	// Version of the trained adapter that was exported, counted from 1 in its store.
	AdapterVersion int64 `json:"adapter_version"`

	// Every file that the export consists of, the manifest itself excepted. Order carries no
	// meaning and is preserved.
	Artifacts []ExportArtifactV3 `json:"artifacts"`
}

var _ Manifest = (*ExportManifestV3)(nil)

// Version returns 3, the version of the format that the type stands for.
func (*ExportManifestV3) Version() int { return 3 }

// CreatedAtTime returns CreatedAt as a time in UTC. There is no error in a valid manifest.
func (m *ExportManifestV3) CreatedAtTime() (time.Time, error) {
	return parseTimestamp(m.CreatedAt)
}

// UnmarshalJSON reads a valid manifest of version 3 and nothing else; [Parse] reads those of
// every version. The error is an [InvalidManifestError] when the manifest is not valid.
func (m *ExportManifestV3) UnmarshalJSON(data []byte) error {
	return unmarshal(data, m)
}

// MarshalJSON writes the manifest, or returns an [InvalidManifestError]. The package encoding/json
// changes white space and escapes of what it is given: canonical bytes come from [Marshal].
func (m ExportManifestV3) MarshalJSON() ([]byte, error) {
	return Marshal(&m)
}

func (m *ExportManifestV3) carry(v *value, out bool) {
	if m == nil {
		return
	}
	members := v.members(exportManifestShape, out)
	carryInteger(&m.SchemaVersion, &members[exportManifestSchemaVersion], out)
	carryText[Target](&m.Target, &members[exportManifestTarget], out)
	carryText[string](&m.Quant, &members[exportManifestQuant], out)
	carryBoolean(&m.Merged, &members[exportManifestMerged], out)
	carryBoolean(&m.Dequantized, &members[exportManifestDequantized], out)
	carryOptional(carryText[string])(&m.OllamaName, &members[exportManifestOllamaName], out)
	carryText[string](&m.CreatedAt, &members[exportManifestCreatedAt], out)
	carryText[string](&m.CreatedBy, &members[exportManifestCreatedBy], out)
	carryOptional(carryText[string])(&m.LlamaCppTag, &members[exportManifestLlamaCppTag], out)
	carryText[string](&m.BaseModelHFID, &members[exportManifestBaseModelHFID], out)
	carryText[string](&m.BaseModelRevision, &members[exportManifestBaseModelRevision], out)
	carryInteger(&m.AdapterVersion, &members[exportManifestAdapterVersion], out)
	carryEntries((*ExportArtifactV3).carry)(&m.Artifacts, &members[exportManifestArtifacts], out)
}

// ExportArtifactV3 is a part of a manifest of version 3 (SPEC section 5).
//
// One file of the export.
type ExportArtifactV3 struct {
	// Where the file lies in the export directory. Must be relative, with `/` between segments:
	// no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on
	// Windows that is a drive).
	Path string `json:"path"`

	// SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.
	SHA256 string `json:"sha256"`

	// Size of the file in bytes.
	SizeBytes int64 `json:"size_bytes"`

	// What the file is to the runtime, so that no runtime has to guess it from a name.
	Role Role `json:"role"`
}

// UnmarshalJSON reads what the schema of version 3 accepts and nothing else. The error is an
// [InvalidManifestError] with pointers into what was read.
func (m *ExportArtifactV3) UnmarshalJSON(data []byte) error {
	return unmarshalPart(data, 3, "ExportArtifact", m)
}

// MarshalJSON writes what the schema of version 3 accepts, or returns an
// [InvalidManifestError].
func (m ExportArtifactV3) MarshalJSON() ([]byte, error) {
	return marshalPart(&m, 3, "ExportArtifact")
}

func (m *ExportArtifactV3) carry(v *value, out bool) {
	if m == nil {
		return
	}
	members := v.members(exportArtifactShape, out)
	carryText[string](&m.Path, &members[exportArtifactPath], out)
	carryText[string](&m.SHA256, &members[exportArtifactSHA256], out)
	carryInteger(&m.SizeBytes, &members[exportArtifactSizeBytes], out)
	carryText[Role](&m.Role, &members[exportArtifactRole], out)
}
