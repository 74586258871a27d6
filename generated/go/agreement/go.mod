// Generated from src/dlm_codegen/go/runtime/agreement/go.mod by `nox -s generate`. Do not edit.

module github.com/tenseleyFlow/dlm-schema/generated/go/agreement

go 1.25

require (
	github.com/ollama/ollama v0.17.4
	github.com/tenseleyFlow/dlm-schema/generated/go v0.0.0
)

replace github.com/tenseleyFlow/dlm-schema/generated/go => ../
