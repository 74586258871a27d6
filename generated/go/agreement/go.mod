// Generated from src/dlm_codegen/go/runtime/agreement/go.mod by `nox -s generate`. Do not edit.

module github.com/tenseleyFlow/dlm-schema/generated/go/agreement

go 1.24.1

require (
	github.com/ollama/ollama v0.17.4
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/tenseleyFlow/dlm-schema/generated/go v0.0.0
)

require golang.org/x/text v0.30.0 // indirect

replace github.com/tenseleyFlow/dlm-schema/generated/go => ../
