package exportmanifest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The program in the README is compiled and run, in a module of its own beside a manifest.
func TestProgramInTheReadmeRuns(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```go\n")
	program, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("the README has no program")
	}
	module, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	const path = "github.com/tenseleyFlow/dlm-schema/generated/go"
	for name, text := range map[string]string{
		"main.go":              program,
		"export_manifest.json": string(example(t, "1")),
		"go.mod": "module readme\n\ngo 1.24\n\nrequire " + path + " v0.0.0\n\n" +
			"replace " + path + " => " + module + "\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("go", "run", ".")
	command.Dir = folder
	output, err := command.CombinedOutput()
	if err != nil || string(output) != "ollama Q4_K_M\nbase_model base.Q4_K_M.gguf\n" {
		t.Errorf("found %v\n%s", err, output)
	}
}
