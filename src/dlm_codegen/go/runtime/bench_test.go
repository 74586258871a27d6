package exportmanifest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// The struct that one would write by hand, for encoding/json to fill.
type usual struct {
	SchemaVersion     int64   `json:"schema_version"`
	Target            string  `json:"target"`
	Quant             string  `json:"quant"`
	Merged            bool    `json:"merged"`
	Dequantized       bool    `json:"dequantized"`
	OllamaName        *string `json:"ollama_name"`
	CreatedAt         string  `json:"created_at"`
	CreatedBy         string  `json:"created_by"`
	LlamaCppTag       *string `json:"llama_cpp_tag"`
	BaseModelHFID     string  `json:"base_model_hf_id"`
	BaseModelRevision string  `json:"base_model_revision"`
	AdapterVersion    int64   `json:"adapter_version"`
	Artifacts         []struct {
		Path      string `json:"path"`
		SHA256    string `json:"sha256"`
		SizeBytes int64  `json:"size_bytes"`
		Role      string `json:"role"`
	} `json:"artifacts"`
}

// BenchmarkRead reads each file in the folder BENCH_DOCUMENTS strictly and in the usual way, which
// checks next to nothing.
func BenchmarkRead(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(os.Getenv("BENCH_DOCUMENTS"), "*.json"))
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(b *testing.B) {
			b.Run("strict", func(b *testing.B) {
				for b.Loop() {
					if _, _, err := exportmanifest.Parse(data); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("usual", func(b *testing.B) {
				for b.Loop() {
					var decoded usual
					if err := json.Unmarshal(data, &decoded); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkVerify verifies the export directory BENCH_EXPORT.
func BenchmarkVerify(b *testing.B) {
	dir := os.Getenv("BENCH_EXPORT")
	if dir == "" {
		b.Skip("BENCH_EXPORT names no export directory")
	}
	b.Run("2-GiB/strict", func(b *testing.B) {
		for b.Loop() {
			report, err := exportmanifest.Verify(b.Context(), dir, exportmanifest.VerifyOptions{})
			if err != nil || !report.OK() {
				b.Fatal(report, err)
			}
		}
	})
}
