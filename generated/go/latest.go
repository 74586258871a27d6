// Code generated from schema/versions.json by nox -s generate. DO NOT EDIT.

package exportmanifest

// Latest is the version that new manifests are written in.
const Latest = 3

// ReadByDLM is the newest version that some DLM reads. A manifest that DLM is to read again is
// written in it or in an older one.
const ReadByDLM = 2

// ExportManifest is the latest version's type, [ExportManifestV3].
type ExportManifest = ExportManifestV3

// ExportArtifact is the latest version's type, [ExportArtifactV3].
type ExportArtifact = ExportArtifactV3

// Role is a value of the member role.
//
// What the file is to the runtime, so that no runtime has to guess it from a name.
type Role string

// The values of Role that some version admits.
const (
	// RoleBaseModel is `base_model`.
	RoleBaseModel Role = "base_model"

	// RoleAdapter is `adapter`.
	RoleAdapter Role = "adapter"

	// RoleProjector is `projector`.
	RoleProjector Role = "projector"

	// RoleModelfile is `modelfile`.
	RoleModelfile Role = "modelfile"

	// RoleChatTemplate is `chat_template`.
	RoleChatTemplate Role = "chat_template"

	// RoleLaunchScript is `launch_script`.
	RoleLaunchScript Role = "launch_script"

	// RoleRuntimeConfig is `runtime_config`.
	RoleRuntimeConfig Role = "runtime_config"

	// RoleOther is `other`.
	RoleOther Role = "other"
)

// Target is a value of the member target.
//
// Runtime that the export was prepared for. It decides which roles the artifacts should cover and
// what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.
type Target string

// The values of Target that some version admits.
const (
	// TargetOllama is `ollama`.
	TargetOllama Target = "ollama"

	// TargetLlamaServer is `llama-server`.
	TargetLlamaServer Target = "llama-server"

	// TargetVLLM is `vllm`.
	TargetVLLM Target = "vllm"

	// TargetMLXServe is `mlx-serve`.
	TargetMLXServe Target = "mlx-serve"
)
