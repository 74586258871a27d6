// Generated from src/dlm_codegen/go/runtime/agreement/doc.go by `nox -s generate`. Do not edit.

// Package agreement compares the checks that were generated from the published files with others'
// code: those of the schemas with a validator that executes the schemas, and those of the names of
// models with Ollama's own. It is a module of its own, so that whoever uses the package does not
// depend on them.
package agreement
