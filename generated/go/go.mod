// Generated from src/dlm_codegen/go/runtime/go.mod by `nox -s generate`. Do not edit.

module github.com/tenseleyFlow/dlm-schema/generated/go

go 1.25
