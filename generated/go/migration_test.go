// Generated from src/dlm_codegen/go/runtime/migration_test.go by `nox -s generate`. Do not edit.

package exportmanifest_test

import (
	"bytes"
	"errors"
	"reflect"
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

func TestRulesThatAnAllowedLossBreaksAreReported(t *testing.T) {
	manifest := typed()
	manifest.Target = exportmanifest.TargetVLLM
	manifest.Quant = "hf"
	manifest.Merged = false
	manifest.LlamaCppTag = nil
	manifest.OllamaName = nil
	manifest.Artifacts = nil
	for path, role := range map[string]exportmanifest.Role{
		"adapters/tone/adapter_model.safetensors": exportmanifest.RoleAdapter,
		"vllm_config.json":                        exportmanifest.RoleRuntimeConfig,
		"vllm_launch.sh":                          exportmanifest.RoleLaunchScript,
	} {
		manifest.Artifacts = append(manifest.Artifacts, exportmanifest.ExportArtifact{
			Path: path, Role: role, SHA256: typed().Artifacts[0].SHA256,
		})
	}
	data := marshal(t, manifest)
	migration, err := exportmanifest.Migrate(data, 1, exportmanifest.MigrateOptions{AllowLoss: true})
	if err != nil {
		t.Fatal(err)
	}
	var codes []exportmanifest.Code
	for _, finding := range migration.Findings {
		codes = append(codes, finding.Code)
	}
	expected := []exportmanifest.Code{
		exportmanifest.CodeRulesMissingRole, exportmanifest.CodeRulesTargetFields,
	}
	if !reflect.DeepEqual(codes, expected) {
		t.Errorf("found %v", migration.Findings)
	}
}

func TestBrokenRulesNeitherStopAMigrationNorAreChangedByIt(t *testing.T) {
	data := replace(t, example(t, "1"), `"2026-04-23`, `"2026-04-31`)
	data = replace(t, data, `"base.Q4_K_M.gguf"`, `"base.Q8_0.gguf"`)
	data = replace(t, data, `"my-tutor:v3"`, `"my tutor"`)
	expected := exportmanifest.Validate(data).Findings
	if len(expected) != 3 {
		t.Errorf("found %v", expected)
	}
	for _, to := range exportmanifest.Versions() {
		up, err := exportmanifest.Migrate(data, to, exportmanifest.MigrateOptions{})
		if err != nil || !reflect.DeepEqual(up.Findings, expected) {
			t.Fatalf("found %+v, %v", up, err)
		}
		down, err := exportmanifest.Migrate(up.Document, 1, exportmanifest.MigrateOptions{})
		if err != nil || !bytes.Equal(down.Document, data) {
			t.Errorf("found %+v, %v", down, err)
		}
	}
}

func TestUnknownVersionIsAWrongRequest(t *testing.T) {
	_, err := exportmanifest.Migrate(nil, 4, exportmanifest.MigrateOptions{})
	var unknown *exportmanifest.UnknownVersionError
	if !errors.As(err, &unknown) || unknown.Version != 4 ||
		err.Error() != "version 4 is unknown; the known versions are 1, 2, 3" {
		t.Errorf("found %v", err)
	}
	if _, err := exportmanifest.Schema(0); !errors.As(err, &unknown) {
		t.Errorf("found %v", err)
	}
}
