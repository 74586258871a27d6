// Generated from src/dlm_codegen/go/runtime/readme_test.go by `nox -s generate`. Do not edit.

package exportmanifest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The program in the README is compiled and run, in a module of its own, on an example.
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
		"main.go": program,
		"go.mod": "module readme\n\ngo 1.25\n\nrequire " + path + " v0.0.0\n\n" +
			"replace " + path + " => " + module + "\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(export string) string {
		command := exec.Command("go", "run", ".", export)
		command.Dir = folder
		output, err := command.CombinedOutput()
		return fmt.Sprintf("%s%v", output, err)
	}
	copied := copyExample(t, "vllm")
	const expected = "vllm HuggingFaceTB/SmolLM2-135M-Instruct\n" +
		"adapters/tutor/adapter_config.json 30\nadapters/tutor/adapter_model.safetensors 86\n<nil>"
	if output := run(copied); output != expected {
		t.Errorf("found %s", output)
	}
	if err := os.Remove(filepath.Join(copied, "vllm_config.json")); err != nil {
		t.Fatal(err)
	}
	if output := run(copied); !strings.Contains(output, "vllm_config.json: no such file or directory") {
		t.Errorf("found %s", output)
	}
}
