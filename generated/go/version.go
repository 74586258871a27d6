// Generated from src/dlm_codegen/go/runtime/version.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
)

// A version is a published version of the format.
type version struct {
	number int
	// path is that of the schema among the published files, and migration that of what leads up to
	// the version.
	path, migration string
	// empty makes a manifest of its type, to be filled.
	empty func() Manifest
}

// carriesNumber tells whether documents of the version at a position have a member schema_version.
func carriesNumber(position int) bool {
	return schemas()[position].properties[exportManifestSchemaVersion] != nil
}

// Versions returns the numbers of all versions, oldest first.
func Versions() []int {
	numbers := make([]int, len(versions))
	for index := range versions {
		numbers[index] = versions[index].number
	}
	return numbers
}

// lookup returns the position of a version in versions, or -1.
func lookup(number int) int {
	return slices.IndexFunc(versions, func(v version) bool { return v.number == number })
}

//go:embed schema
var published embed.FS

// Specification returns the published files as they were when this package was generated: the
// schemas, the migrations, versions.json and the catalogue of findings, rules.json.
func Specification() fs.FS {
	files, err := fs.Sub(published, "schema")
	must(err)
	return files
}

// readPublished reads JSON that was read when this package was generated.
func readPublished(path string, into any) {
	data, err := published.ReadFile("schema/" + path)
	must(err)
	must(decode(data, into))
}

// must is for what cannot fail, whatever a manifest holds.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Schema returns the published JSON Schema of a version, or an [UnknownVersionError].
func Schema(number int) ([]byte, error) {
	position := lookup(number)
	if position < 0 {
		return nil, &UnknownVersionError{Version: number}
	}
	return published.ReadFile("schema/" + versions[position].path)
}

// DetectVersion tells which version a manifest claims, by its members schema_version and target
// alone (SPEC section 4). Nothing but the encoding is judged besides. The error is an
// [InvalidManifestError] when no version is claimed.
func DetectVersion(data []byte) (int, error) {
	document, report := detect(data)
	if document == nil {
		return 0, report.Err()
	}
	return report.Version, nil
}

// A document is a JSON value together with the version that it claims.
type document struct {
	root value
	// position is that of the version in versions.
	position int
}

// detect judges the layers encoding and version. There is no document when one finds a fault.
func detect(data []byte) (*document, Report) {
	root, fault := read(data, exportManifestShape)
	if fault != nil {
		return nil, reportOf(*fault)
	}
	number, fault := claim(&root)
	if fault != nil {
		return nil, reportOf(*fault)
	}
	return &document{root: root, position: lookup(number)}, Report{Version: number}
}

// claim returns the number of the version that a value claims, or why it claims none.
func claim(root *value) (int, *Finding) {
	if root.kind != objects {
		return unclaimed(CodeVersionNotAnObject, "", "object", root, "expected an object, found %s", root)
	}
	member := &root.parts.values[exportManifestSchemaVersion]
	pointer := token(exportManifestShape.names[exportManifestSchemaVersion])
	switch {
	case member.kind == 0 && root.parts.values[exportManifestTarget].kind == 0:
		return versionWithoutTarget, nil
	case member.kind == 0:
		return versionWithTarget, nil
	case member.kind != integers:
		return unclaimed(CodeVersionNotAnInteger, pointer, "integer", member,
			"expected an integer, found %s", member)
	}
	number := member.number()
	position := -1
	if number <= Latest {
		position = lookup(int(number))
	}
	why := fmt.Sprintf("there is no version %d", number)
	switch {
	case position >= 0 && carriesNumber(position):
		return int(number), nil
	case position >= 0:
		why = fmt.Sprintf("export manifests of version %d carry no schema_version; a store's own "+
			"manifest.json does, and is no export manifest", number)
	case number > Latest:
		why = fmt.Sprintf("version %d is newer than %d; read it with a newer release", number, Latest)
	}
	return unclaimed(CodeVersionUnsupported, pointer, numbersCarried(), member, "%s", why)
}

// numbersCarried returns the numbers that schema_version can have.
func numbersCarried() (numbers []any) {
	for index := range versions {
		if carriesNumber(index) {
			numbers = append(numbers, int64(versions[index].number))
		}
	}
	return numbers
}

func unclaimed(
	code Code, pointer string, expected any, observed *value, format string, arguments ...any,
) (int, *Finding) {
	found := problem(code, pointer, format, arguments...)
	found.Expected, found.Observed = expected, observed.observed()
	return 0, &found
}
