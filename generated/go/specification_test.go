// Generated from src/dlm_codegen/go/runtime/specification_test.go by `nox -s generate`. Do not edit.

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
