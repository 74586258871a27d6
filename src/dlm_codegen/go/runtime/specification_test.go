package exportmanifest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

func publishedJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := fs.ReadFile(exportmanifest.Specification(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

type file struct {
	Path   string
	SHA256 *string
}

func TestPublishedFilesAreEmbedded(t *testing.T) {
	var listed struct {
		Versions []struct {
			Number int
			Status string
			Files  map[string]file
		}
	}
	publishedJSON(t, "versions.json", &listed)
	var numbers []int
	for _, version := range listed.Versions {
		numbers = append(numbers, version.Number)
		for _, file := range version.Files {
			data, err := fs.ReadFile(exportmanifest.Specification(), file.Path)
			if err != nil {
				t.Fatal(err)
			}
			digest := sha256.Sum256(data)
			if version.Status == "frozen" && hex.EncodeToString(digest[:]) != *file.SHA256 {
				t.Errorf("%s is not the file that was frozen", file.Path)
			}
		}
		schema, err := exportmanifest.Schema(version.Number)
		expected := fmt.Sprintf("/export-manifest/v%d/schema.json\"", version.Number)
		if err != nil || !strings.Contains(string(schema), expected) {
			t.Errorf("the schema of version %d is %v\n%s", version.Number, err, schema)
		}
	}
	if !reflect.DeepEqual(exportmanifest.Versions(), numbers) || numbers[len(numbers)-1] != exportmanifest.Latest {
		t.Errorf("the versions are %v and %d, not %v", exportmanifest.Versions(), exportmanifest.Latest, numbers)
	}
}

func TestTypesHaveTheMembersOfTheirSchemas(t *testing.T) {
	for _, manifest := range []exportmanifest.Manifest{
		new(exportmanifest.ExportManifestV1),
		new(exportmanifest.ExportManifestV2),
		new(exportmanifest.ExportManifestV3),
	} {
		data, err := exportmanifest.Schema(manifest.Version())
		if err != nil {
			t.Fatal(err)
		}
		type object struct {
			Required []string
		}
		var schema struct {
			object
			Defs map[string]object `json:"$defs"`
		}
		if err := json.Unmarshal(data, &schema); err != nil {
			t.Fatal(err)
		}
		kind := reflect.TypeOf(manifest).Elem()
		artifacts, _ := kind.FieldByName("Artifacts")
		if found := members(kind); !reflect.DeepEqual(found, schema.Required) {
			t.Errorf("%s has %v, not %v", kind, found, schema.Required)
		}
		expected := schema.Defs["ExportArtifact"].Required
		if found := members(artifacts.Type.Elem()); !reflect.DeepEqual(found, expected) {
			t.Errorf("%s has %v, not %v", artifacts.Type, found, expected)
		}
	}
}

func members(kind reflect.Type) []string {
	var names []string
	for _, field := range reflect.VisibleFields(kind) {
		names = append(names, field.Tag.Get("json"))
	}
	return names
}
