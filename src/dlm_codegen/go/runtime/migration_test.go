package exportmanifest_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

func marshal(t *testing.T, manifest exportmanifest.Manifest) []byte {
	t.Helper()
	data, err := exportmanifest.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestMigrationGoesUpAndDownWithoutLoss(t *testing.T) {
	names := []string{"1", "2", "3"}
	for from := range names {
		for to := range names {
			data := example(t, names[from])
			before := bytes.Clone(data)
			migration, err := exportmanifest.Migrate(data, to+1, exportmanifest.MigrateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(migration.Document, example(t, names[to])) || len(migration.Findings) > 0 ||
				migration.From != from+1 || migration.To != to+1 || len(migration.Losses) > 0 {
				t.Errorf("from %d to %d: %+v", from+1, to+1, migration)
			}
			if !bytes.Equal(data, before) {
				t.Error("the data were changed")
			}
		}
	}
}

func TestLossRefusesUnlessAllowed(t *testing.T) {
	manifest := typed()
	manifest.Artifacts = append(manifest.Artifacts, manifest.Artifacts[0])
	manifest.Artifacts[1].Path = "weights.bin"
	manifest.Artifacts[1].Role = exportmanifest.RoleAdapter
	data := marshal(t, manifest)
	losses := []exportmanifest.Loss{{
		Code: exportmanifest.CodeLossValue, Pointer: "/artifacts/1/role", Value: "adapter",
	}}

	_, err := exportmanifest.Migrate(data, 1, exportmanifest.MigrateOptions{})
	var refused *exportmanifest.MigrationLossError
	if !errors.As(err, &refused) || !reflect.DeepEqual(refused.Losses, losses) {
		t.Fatalf("found %v", err)
	}
	expected := `cannot migrate version 3 to 1 without loss: ` +
		`loss/value at /artifacts/1/role ("adapter"); allow the loss to go on`
	if refused.Error() != expected {
		t.Errorf("found %v", refused)
	}

	migration, err := exportmanifest.Migrate(data, 1, exportmanifest.MigrateOptions{AllowLoss: true})
	if err != nil || !reflect.DeepEqual(migration.Losses, losses) || len(migration.Findings) > 0 {
		t.Errorf("found %+v, %v", migration, err)
	}
}

func TestUnknownVersionIsAWrongRequest(t *testing.T) {
	_, err := exportmanifest.Migrate(nil, 99, exportmanifest.MigrateOptions{})
	var unknown *exportmanifest.UnknownVersionError
	if !errors.As(err, &unknown) || unknown.Version != 99 ||
		!strings.HasPrefix(err.Error(), "version 99 is unknown; the known versions are 1, 2, 3") {
		t.Errorf("found %v", err)
	}
	if _, err := exportmanifest.Schema(0); !errors.As(err, &unknown) {
		t.Errorf("found %v", err)
	}
}

func TestStepRefusesWhatItsSchemaDoesNotAccept(t *testing.T) {
	schema := []byte(`{"type": "object", "properties": {"quant": {"type": "string", "maxLength": 9}}}`)
	step := exportmanifest.Step{Older: schema, Newer: schema, Operations: []byte("[]")}
	for data, expected := range map[string]string{
		`{"quant": {"a": 1}}`: "schema/type",
		`{"quant": [[]]}`:     "schema/type",
		`{"quant": 1.5}`:      "encoding/number",
		`{"other": ""}`:       "schema/additionalProperties",
		"[]":                  "version/not-an-object",
		"":                    "encoding/syntax",
	} {
		_, err := step.Migrate([]byte(data), 2, exportmanifest.MigrateOptions{})
		var invalid *exportmanifest.InvalidManifestError
		if !errors.As(err, &invalid) || string(invalid.Report.Findings[0].Code) != expected {
			t.Errorf("%s: found %v", data, err)
		}
	}
	if _, err := step.Migrate([]byte("{}"), 3, exportmanifest.MigrateOptions{}); err == nil {
		t.Error("there is no version 3 of a step")
	}
}

func TestStepRefusesSchemasThatAreNotWhole(t *testing.T) {
	for _, schema := range []string{
		"null", "{}", `{"$ref": "#/$defs/a"}`, `{"type": "array", "items": {"type": "null"}}`,
		`{"type": "object", "properties": {"a": null}}`, `{"type": "string", "pattern": "^a$"}`,
	} {
		step := exportmanifest.Step{
			Older: []byte(schema), Newer: []byte(schema), Operations: []byte("[]"),
		}
		if _, err := step.Migrate([]byte("{}"), 2, exportmanifest.MigrateOptions{}); err == nil {
			t.Errorf("%s was accepted", schema)
		}
	}
}
