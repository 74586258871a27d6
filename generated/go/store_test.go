// Generated from src/dlm_codegen/go/runtime/store_test.go by `nox -s generate`. Do not edit.

package exportmanifest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// copyStore copies the store of the examples, with four exports, into a folder of its own.
func copyStore(t testing.TB) string {
	t.Helper()
	stores, err := filepath.Glob("../../examples/version-2/*")
	if err != nil || len(stores) != 1 {
		t.Fatalf("found the examples %v, %v", stores, err)
	}
	copied := filepath.Join(t.TempDir(), "store")
	must(t, os.CopyFS(copied, os.DirFS(stores[0])))
	return copied
}

// checked returns what is found in a store, but what the examples have without a change.
func checked(t testing.TB, dir string) (found []string) {
	t.Helper()
	reports, err := exportmanifest.CheckStore(context.Background(), dir, exportmanifest.VerifyOptions{})
	isOK := true
	for _, report := range reports {
		isOK = isOK && report.OK()
		for _, each := range report.Findings {
			found = append(found, string(each.Code)+" "+report.Path+each.Pointer)
		}
	}
	if isOK != (err == nil) {
		t.Errorf("found %v with %v", err, found)
	}
	return slices.DeleteFunc(found, func(each string) bool {
		return strings.HasPrefix(each, "files/unlisted ") && strings.HasSuffix(each, "/Q4_K_M/export_manifest.json/artifacts")
	})
}

func write(path string, text string) error {
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600))
}

// edit replaces a text in a file.
func edit(path, old, new string) error {
	data, err := os.ReadFile(path)
	if err == nil && !bytes.Contains(data, []byte(old)) {
		err = fmt.Errorf("%s has no %s", path, old)
	}
	return errors.Join(err, os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(new), 1), 0o600))
}

// The corpus has these faults and more, for programs that are asked by its protocol.
func TestFaultsOfStoresAreFound(t *testing.T) {
	const (
		manifest = "exports/Q4_K_M/export_manifest.json"
		snapshot = "exports/hf-snapshot/snapshot_manifest.json"
		artifact = `{"path": "a", "size_bytes": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}`
	)
	for name, test := range map[string]struct {
		change   func(in func(path string) string) error
		expected string
	}{
		"as it is": {func(func(string) string) error { return nil }, ""},
		"a file that changed": {func(in func(string) string) error {
			return write(in("exports/vllm/vllm_config.json"), strings.Repeat("x", 33))
		}, "files/sha256 exports/vllm/export_manifest.json/artifacts/2/sha256"},
		"no row": {func(in func(string) string) error {
			return edit(in("manifest.json"), `"quant": "Q4_K_M"`, `"quant": "F16"`)
		}, "store/export-gone exports/F16, store/summary-missing " + manifest},
		"too many values": {func(in func(string) string) error {
			values := strings.Repeat("[],", 1<<19)
			return errors.Join(os.RemoveAll(in("exports/Q5_K_M")), os.RemoveAll(in("exports/vllm")), os.RemoveAll(in("exports/mlx-serve")),
				edit(in("manifest.json"), `"exports": [`, `"exports": [`+values))
		}, "store/summary-missing " + manifest},
		"a link": {func(in func(string) string) error {
			return errors.Join(os.Symlink("Q4_K_M", in("exports/link")), os.Symlink("Q4_K_M", in("exports/.link")))
		}, "store/link exports/link"},
		"a snapshot that is damaged": {func(in func(string) string) error {
			return errors.Join(write(in(snapshot), `{"artifacts": [`+artifact+`]}`), write(in("exports/hf-snapshot/a"), "y"),
				write(in("exports/hf-snapshot/b/README.md"), ""), write(in("exports/hf-snapshot/c"), ""))
		}, "files/sha256 " + snapshot + "/artifacts/0/sha256, files/unlisted " + snapshot + "/artifacts, files/unlisted " + snapshot + "/artifacts"},
		"a snapshot of no size": {func(in func(string) string) error {
			return write(in(snapshot), `{"artifacts": [`+strings.Replace(artifact, "1", "1.0", 1)+`]}`)
		}, "schema/type " + snapshot + "/artifacts/0/size_bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			store := copyStore(t)
			must(t, test.change(func(path string) string { return filepath.Join(store, path) }))
			found := checked(t, store)
			slices.Sort(found)
			if joined := strings.Join(found, ", "); joined != test.expected {
				t.Errorf("found %s", joined)
			}
		})
	}
}

// The folder above stores is looked through too, and one that leads to nothing is an error.
func TestWhatHoldsStoresIsChecked(t *testing.T) {
	store := copyStore(t)
	above := filepath.Dir(store)
	must(t, os.Rename(filepath.Join(store, "exports", "vllm"), filepath.Join(above, "vllm")))
	if found := checked(t, above); !slices.Equal(found, []string{"store/export-gone store/exports/vllm"}) {
		t.Errorf("found %v", found)
	}
	empty := t.TempDir()
	if found := checked(t, empty); !slices.Equal(found, []string{"files/missing ."}) {
		t.Errorf("found %v", found)
	}
	must(t, write(filepath.Join(empty, "manifest.json"), "{}"))
	if found := checked(t, empty); found != nil {
		t.Errorf("of an empty store found %v", found)
	}
	if _, err := exportmanifest.CheckStore(context.Background(), filepath.Join(empty, "none"), exportmanifest.VerifyOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("found %v", err)
	}
}

func TestTheErrorOfAStoreNamesEveryExport(t *testing.T) {
	store := copyStore(t)
	must(t, os.Remove(filepath.Join(store, "exports/vllm/vllm_config.json")))
	must(t, write(filepath.Join(store, "exports/Q5_K_M/export_manifest.json"), "[]"))
	_, err := exportmanifest.CheckStore(context.Background(), store, exportmanifest.VerifyOptions{})
	if invalid := (*exportmanifest.InvalidManifestError)(nil); !errors.As(err, &invalid) {
		t.Fatalf("found %v", err)
	}
	const first, second = "exports/Q5_K_M/export_manifest.json: ", "exports/vllm/export_manifest.json: "
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], first) || !strings.HasPrefix(lines[1], second) {
		t.Errorf("found %q", lines)
	}
}

func TestCheckingAStoreEndsWithItsContextWhereverThatIsDone(t *testing.T) {
	store := copyStore(t)
	for number := range 1000 {
		ctx := &counted{Context: context.Background()}
		ctx.left.Store(int64(number))
		reports, err := exportmanifest.CheckStore(ctx, store, exportmanifest.VerifyOptions{Jobs: 1})
		if err == nil && len(reports) == 4 {
			if number < 40 {
				t.Errorf("the context was asked %d times", number)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("found %v and %v", reports, err)
		}
	}
	t.Error("the context was asked again and again")
}
