// Generated from src/dlm_codegen/go/runtime/export_test.go by `nox -s generate`. Do not edit.

package exportmanifest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/iotest"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// copyExample copies an export of the examples into a folder of its own.
func copyExample(t testing.TB, name string) string {
	t.Helper()
	folders, err := filepath.Glob("../../examples/version-2/*/exports/" + name)
	if err != nil || len(folders) != 1 {
		t.Fatalf("found the examples %v, %v", folders, err)
	}
	copied := filepath.Join(t.TempDir(), "export")
	if err := os.CopyFS(copied, os.DirFS(folders[0])); err != nil {
		t.Fatal(err)
	}
	return copied
}

// verified returns the codes and paths of what is found in an export directory.
func verified(t testing.TB, dir string) (found []string) {
	t.Helper()
	report, err := exportmanifest.Verify(context.Background(), dir, exportmanifest.VerifyOptions{})
	if invalid := (*exportmanifest.InvalidManifestError)(nil); err != nil && !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	if report.OK() != (err == nil) {
		t.Errorf("found %v of a report with %v", err, report.Findings)
	}
	for _, each := range report.Findings {
		found = append(found, string(each.Code)+" "+each.Path)
	}
	return found
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFaultsOfFilesAreFound(t *testing.T) {
	const config, weights = "vllm_config.json", "adapters/tutor/adapter_model.safetensors"
	for name, test := range map[string]struct {
		change   func(dir string) error
		expected string
	}{
		"as it is": {func(string) error { return nil }, ""},
		"missing":  {func(dir string) error { return os.Remove(filepath.Join(dir, config)) }, "files/missing " + config},
		"changed": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, config), bytes.Repeat([]byte("x"), 33), 0o600)
		}, "files/sha256 " + config},
		"a link on the way": {func(dir string) error {
			outside := filepath.Join(filepath.Dir(dir), "outside")
			if err := os.Rename(filepath.Join(dir, "adapters"), outside); err != nil {
				return err
			}
			return os.Symlink(outside, filepath.Join(dir, "adapters"))
		}, "files/symlink adapters/tutor/adapter_config.json, files/symlink " + weights + ", files/unlisted adapters"},
		"a link that stays inside": {func(dir string) error {
			if err := os.Rename(filepath.Join(dir, "adapters", "tutor"), filepath.Join(dir, "moved")); err != nil {
				return err
			}
			return os.Symlink("../moved", filepath.Join(dir, "adapters", "tutor"))
		}, "files/symlink adapters/tutor/adapter_config.json, files/symlink " + weights +
			", files/unlisted adapters/tutor, files/unlisted moved/adapter_config.json" +
			", files/unlisted moved/adapter_model.safetensors"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyExample(t, "vllm")
			must(t, test.change(dir))
			if found := strings.Join(verified(t, dir), ", "); found != test.expected {
				t.Errorf("found %s", found)
			}
		})
	}
}

// A counted context is done when it was asked so many times.
type counted struct {
	context.Context
	left atomic.Int64
}

func (c *counted) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestVerifyingEndsWithItsContext(t *testing.T) {
	dir := copyExample(t, "vllm")
	ctx, cancel := context.WithCancel(context.Background())
	options := exportmanifest.VerifyOptions{Jobs: 1, Progress: func(int64) { cancel() }}
	if _, err := exportmanifest.Verify(ctx, dir, options); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v", err)
	}
}

func TestProgressCountsWhatIsRead(t *testing.T) {
	var read atomic.Int64
	options := exportmanifest.VerifyOptions{Progress: func(bytes int64) { read.Add(bytes) }}
	_, err := exportmanifest.Verify(context.Background(), copyExample(t, "vllm"), options)
	must(t, err)
	if read.Load() != 30+86+33+166 {
		t.Errorf("found %d bytes", read.Load())
	}
}

func TestAFileSystemThatIsTrusted(t *testing.T) {
	files := fstest.MapFS{}
	dir := os.DirFS(copyExample(t, "vllm"))
	must(t, fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			var data []byte
			data, err = fs.ReadFile(dir, name)
			files[name] = &fstest.MapFile{Data: data}
		}
		return err
	}))
	_, err := exportmanifest.VerifyFS(context.Background(), files, exportmanifest.VerifyOptions{})
	must(t, err)
	files["vllm_config.json"] = &fstest.MapFile{Mode: fs.ModeDir}
	report, _ := exportmanifest.VerifyFS(context.Background(), files, exportmanifest.VerifyOptions{})
	if len(report.Findings) != 1 || report.Findings[0].Code != exportmanifest.CodeFilesNotRegular {
		t.Errorf("found %v", report.Findings)
	}
}

func TestOneArtifactIsComparedWithAStream(t *testing.T) {
	const digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	artifact := exportmanifest.ExportArtifact{Path: "a", SHA256: digest, SizeBytes: 5}
	for text, expected := range map[string]exportmanifest.Code{
		"hello": "", "hallo": exportmanifest.CodeFilesSHA256, "hell": exportmanifest.CodeFilesSize,
		"hello, world": exportmanifest.CodeFilesSize,
	} {
		reader := strings.NewReader(text)
		found, err := exportmanifest.VerifyArtifact(context.Background(), artifact, reader)
		must(t, err)
		if (found == nil) != (expected == "") || found != nil && found.Code != expected {
			t.Errorf("of %s found %v", text, found)
		}
		if reader.Len() > 0 && len(text)-reader.Len() != 6 {
			t.Errorf("of %s all but %d bytes were read", text, reader.Len())
		}
	}
	broken := io.MultiReader(strings.NewReader("he"), errorReader{})
	if _, err := exportmanifest.VerifyArtifact(context.Background(), artifact, broken); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("found %v", err)
	}
}

// What is read while the piece before is hashed is hashed in order, and nothing is read afterwards.
func TestAStreamOfManyPieces(t *testing.T) {
	data := make([]byte, 5<<20+3)
	rand.NewChaCha8([32]byte{}).Read(data)
	digest := fmt.Sprintf("%x", sha256.Sum256(data))
	artifact := exportmanifest.ExportArtifact{Path: "a", SHA256: digest, SizeBytes: int64(len(data))}
	for name, reader := range map[string]io.Reader{
		"whole":       bytes.NewReader(data),
		"halves":      iotest.HalfReader(bytes.NewReader(data)),
		"with an end": iotest.DataErrReader(bytes.NewReader(data)),
	} {
		found, err := exportmanifest.VerifyArtifact(context.Background(), artifact, reader)
		if err != nil || found != nil {
			t.Errorf("%s: found %v, %v", name, found, err)
		}
	}
	broken := io.MultiReader(bytes.NewReader(data[:3<<20]), errorReader{})
	if _, err := exportmanifest.VerifyArtifact(context.Background(), artifact, broken); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("found %v", err)
	}
	ctx := &counted{Context: context.Background()}
	ctx.left.Store(3)
	reader := bytes.NewReader(data)
	_, err := exportmanifest.VerifyArtifact(ctx, artifact, reader)
	if left := reader.Len(); !errors.Is(err, context.Canceled) || left == 0 {
		t.Errorf("found %v with %d bytes left", err, left)
	}
	data[len(data)-1]++
	found, err := exportmanifest.VerifyArtifact(context.Background(), artifact, bytes.NewReader(data))
	if err != nil || found == nil || found.Code != exportmanifest.CodeFilesSHA256 {
		t.Errorf("found %v, %v", found, err)
	}
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, fs.ErrClosed }

func TestAnExportIsMadeAndOpened(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "base.Q4_K_M.gguf"), []byte("weights"), 0o600))
	artifact, err := exportmanifest.NewArtifact(context.Background(), dir, "base.Q4_K_M.gguf", exportmanifest.RoleBaseModel)
	must(t, err)
	manifest, _, err := exportmanifest.Parse(example(t, "3"))
	must(t, err)
	manifest.Artifacts = []exportmanifest.ExportArtifact{artifact}
	must(t, exportmanifest.Save(dir, manifest))
	if found := verified(t, dir); found != nil {
		t.Errorf("found %v", found)
	}
	export, err := exportmanifest.OpenExport(dir)
	must(t, err)
	defer export.Close()
	if others := export.Artifacts(exportmanifest.RoleAdapter); len(others) != 0 {
		t.Errorf("found %v", others)
	}
	file, err := export.Open(export.Artifacts(exportmanifest.RoleBaseModel)[0])
	must(t, err)
	defer file.Close()
	if data, err := io.ReadAll(file); err != nil || string(data) != "weights" {
		t.Errorf("found %s, %v", data, err)
	}
	artifact.SizeBytes++
	if _, err := export.Open(artifact); err == nil || err.Error() != "base.Q4_K_M.gguf: expected 8 bytes, found 7" {
		t.Errorf("found %v", err)
	}
	artifact.Path = "../outside"
	if _, err := export.Open(artifact); err == nil {
		t.Error("a path that leads out was opened")
	}
}

func TestNothingIsSavedInThePlaceOfALink(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Symlink("elsewhere", filepath.Join(dir, exportmanifest.Filename)))
	manifest, _, err := exportmanifest.Parse(example(t, "3"))
	must(t, err)
	if err := exportmanifest.Save(dir, manifest); err == nil {
		t.Error("a link was replaced")
	}
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("found %v", entries)
	}
}

func TestManifestsAreReadAsTheyAreWritten(t *testing.T) {
	for version, text := range map[int]string{1: "1", 2: "2", 3: "3"} {
		manifest, _, err := exportmanifest.ParseAsWritten(example(t, text))
		must(t, err)
		data, err := exportmanifest.Marshal(manifest)
		must(t, err)
		if manifest.Version() != version || !bytes.Equal(data, example(t, text)) {
			t.Errorf("found version %d and %s", manifest.Version(), data)
		}
	}
	if _, _, err := exportmanifest.ParseAsWritten([]byte("{}")); err == nil {
		t.Error("found no error")
	}
}

func TestEveryCodeHasARemedy(t *testing.T) {
	if remedy := exportmanifest.CodeFilesSize.Remedy(); !strings.HasSuffix(remedy, ".") {
		t.Errorf("found %q", remedy)
	}
	if remedy := exportmanifest.Code("files/none").Remedy(); remedy != "" {
		t.Errorf("found %q", remedy)
	}
}

func TestAnArtifactThatNoManifestMayHaveIsNotWritten(t *testing.T) {
	manifest, _, err := exportmanifest.Parse(example(t, "3"))
	must(t, err)
	artifact := manifest.Artifacts[0]
	data, err := json.Marshal(artifact)
	must(t, err)
	var read exportmanifest.ExportArtifact
	if must(t, json.Unmarshal(data, &read)); read != artifact {
		t.Errorf("found %v", read)
	}
	artifact.Path = "../outside"
	_, err = json.Marshal([]exportmanifest.ExportArtifact{artifact})
	if invalid := (*exportmanifest.InvalidManifestError)(nil); !errors.As(err, &invalid) {
		t.Errorf("found %v", err)
	}
	_, _, err = exportmanifest.Parse([]byte("\xff\xfe{\x00}\x00"))
	if err == nil || !strings.Contains(err.Error(), "looks like UTF-16") {
		t.Errorf("found %v", err)
	}
}
