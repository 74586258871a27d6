package exportmanifest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

func ExampleParse() {
	data, err := os.ReadFile("testdata/v1.json")
	if err != nil {
		log.Fatal(err)
	}
	manifest, warnings, err := exportmanifest.Parse(data)
	if err != nil {
		log.Fatal(err)
	}
	for _, warning := range warnings {
		fmt.Println(warning)
	}
	for _, artifact := range manifest.Artifacts {
		fmt.Println(manifest.Target, artifact.Role, artifact.Path)
	}
	// Output: ollama base_model base.Q4_K_M.gguf
}

func ExampleParse_invalid() {
	_, _, err := exportmanifest.Parse([]byte(`{"schema_version": 3, "target": "ollama", "target": "vllm"}`))
	var invalid *exportmanifest.InvalidManifestError
	if errors.As(err, &invalid) {
		for _, finding := range invalid.Report.Findings {
			fmt.Println(finding.Code, finding.Pointer)
		}
	}
	// Output: encoding/duplicate-member /target
}

func ExampleMigrate() {
	data, err := os.ReadFile("testdata/v3.json")
	if err != nil {
		log.Fatal(err)
	}
	migration, err := exportmanifest.Migrate(data, 1, exportmanifest.MigrateOptions{})
	if err != nil {
		log.Fatal(err) // a *MigrationLossError when version 1 cannot hold the manifest
	}
	fmt.Println(migration.From, migration.To, len(migration.Losses))
	// Output: 3 1 0
}

func ExampleCheckStore() {
	reports, err := exportmanifest.CheckStore(context.Background(), "../../examples/version-1", exportmanifest.VerifyOptions{})
	if err != nil {
		log.Fatal(err) // a line for every export that is damaged, or that its store remembers otherwise
	}
	for _, report := range reports {
		fmt.Println(report.Path[len("01KQ8XAMP1E0STAGE0DEM0ST0R/"):], report.OK())
		for _, finding := range report.Findings {
			fmt.Println(finding.Severity, finding.Code, finding.Message)
		}
	}
	// Output:
	// exports/Q4_K_M/export_manifest.json true
	// note files/unlisted "Modelfile" is not listed
}
