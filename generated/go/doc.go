// Generated from src/dlm_codegen/go/runtime/doc.go by `nox -s generate`. Do not edit.

// Package exportmanifest reads, judges, migrates and writes DLM's export_manifest.json.
//
// Every export of DLM leaves such a file: for which runtime it is, from which base model and
// adapter it was made, and each file's path, size, SHA-256 digest and role. The format is specified
// in SPEC.md of https://github.com/tenseleyFlow/dlm-schema, whose sections the comments here name.
// This package conforms at all levels: encoding, schema, rules, migrations, operations, files and store
// (SPEC section 11.1).
//
// [OpenExport] opens an export directory, [Export.Verify] compares its files with the manifest, and
// [Export.Open] opens one of them without following a link or leaving the directory. [CheckStore] does
// the former for every export of a store, and compares it with what the store remembers of it (SPEC
// section 7.3).
//
// [Parse] takes the bytes of a manifest of any version and gives the latest typed manifest with the
// warnings about it, or an [InvalidManifestError] with every finding: a code, a severity, a JSON
// Pointer and a message each. [Validate] gives the findings alone. [Migrate] carries a manifest from
// one version to another and reports what that loses. [Marshal] writes the canonical bytes of a typed
// manifest.
//
// The types can be given to encoding/json, in both directions. They do not become lax by that:
// [ExportManifestV3.UnmarshalJSON] judges its bytes as Parse does, and the types refuse to be
// written when they are not valid. What Parse does besides is to migrate older versions.
//
// A manifest is input from outside. Whatever the bytes are, they are judged in time and memory that
// grow no faster than their number, and no more than 16 MiB of them are judged at all. A valid
// manifest says nothing about who wrote it, and a path in it is no permission to open a file by
// that name (SPEC section 12): leave that to Export.Open.
package exportmanifest
