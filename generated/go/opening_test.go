// Generated from src/dlm_codegen/go/runtime/opening_test.go by `nox -s generate`. Do not edit.

//go:build unix

package exportmanifest_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// meanwhile does something over and over, while something else is done.
func meanwhile(t testing.TB, turn, work func() error) {
	t.Helper()
	var done atomic.Bool
	ended := make(chan error)
	go func() {
		var err error
		for err == nil && !done.Load() {
			err = turn()
		}
		ended <- err
	}()
	err := work()
	done.Store(true)
	must(t, errors.Join(err, <-ended))
}

func TestNothingWaitsForTheWriterOfAFIFO(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	manifest, _, err := exportmanifest.Parse(example(t, "3"))
	must(t, err)
	for name, open := range map[string]func() error{
		"OpenExport": func() error { _, err := exportmanifest.OpenExport(fifo); return err },
		"Verify": func() error {
			_, err := exportmanifest.Verify(context.Background(), fifo, exportmanifest.VerifyOptions{})
			return err
		},
		"NewArtifact": func() error {
			_, err := exportmanifest.NewArtifact(context.Background(), fifo, "a", exportmanifest.RoleOther)
			return err
		},
		"Save": func() error { return exportmanifest.Save(fifo, manifest) },
	} {
		if err := open(); !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("%s: found %v", name, err)
		}
	}
	if _, err := exportmanifest.OpenExport(""); err == nil {
		t.Error("no name was taken for the root of the file system")
	}
}

// What takes turns with a folder in one place is neither followed nor waited for.
func TestAFolderThatIsSwapped(t *testing.T) {
	for name, put := range map[string]func(aside string) error{
		"for a link": func(aside string) error { return os.Symlink("evil", aside) },
		"for a FIFO": func(aside string) error { return syscall.Mkfifo(aside, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyExample(t, "vllm")
			folder, aside, other := filepath.Join(dir, "adapters"), filepath.Join(dir, "aside"), filepath.Join(dir, "other")
			must(t, os.CopyFS(filepath.Join(dir, "evil"), os.DirFS(folder)))
			must(t, os.WriteFile(filepath.Join(dir, "evil", "tutor", "adapter_config.json"), bytes.Repeat([]byte("!"), 30), 0o600))
			must(t, put(aside))
			swap := func() error {
				return errors.Join(os.Rename(folder, other), os.Rename(aside, folder), os.Rename(other, aside))
			}
			meanwhile(t, swap, func() error {
				for range 1000 {
					for _, found := range verified(t, dir) {
						if strings.HasPrefix(found, "files/sha256") {
							t.Errorf("found %s: the link was followed", found)
						}
					}
				}
				return nil
			})
		})
	}
}

func TestAnExportIsOpenedWhileItIsSaved(t *testing.T) {
	dir := copyExample(t, "vllm")
	export, err := exportmanifest.OpenExport(dir)
	must(t, err)
	defer export.Close()
	save := func() error { return exportmanifest.Save(dir, export.Manifest) }
	meanwhile(t, save, func() error {
		for range 1000 {
			opened, err := exportmanifest.OpenExport(dir)
			if err != nil {
				return err
			}
			must(t, opened.Close())
		}
		return nil
	})
}

func TestATemporaryFileThatIsSweptIsWrittenAgain(t *testing.T) {
	dir := copyExample(t, "vllm")
	export, err := exportmanifest.OpenExport(dir)
	must(t, err)
	defer export.Close()
	var swept atomic.Bool
	sweep := func() error {
		found, err := filepath.Glob(filepath.Join(dir, ".dlm-schema-*.tmp"))
		for _, temporary := range found {
			if !swept.Load() && os.Remove(temporary) == nil {
				swept.Store(true)
			}
		}
		return err
	}
	meanwhile(t, sweep, func() error {
		for !swept.Load() {
			if err := exportmanifest.Save(dir, export.Manifest); err != nil {
				return err
			}
		}
		return nil
	})
	if found := verified(t, dir); found != nil {
		t.Errorf("found %v", found)
	}
}

func TestSavingKeepsTheMode(t *testing.T) {
	dir := copyExample(t, "vllm")
	export, err := exportmanifest.OpenExport(dir)
	must(t, err)
	defer export.Close()
	place := filepath.Join(dir, exportmanifest.Filename)
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o664, 0o666} {
		must(t, os.Chmod(place, mode))
		must(t, exportmanifest.Save(dir, export.Manifest))
		info, err := os.Stat(place)
		must(t, err)
		if info.Mode() != mode {
			t.Errorf("of the mode %v found %v", mode, info.Mode())
		}
	}
}

func TestVerifyingEndsWithItsContextWhereverThatIsDone(t *testing.T) {
	dir := copyExample(t, "vllm")
	for number := range 1000 {
		ctx := &counted{Context: context.Background()}
		ctx.left.Store(int64(number))
		report, err := exportmanifest.Verify(ctx, dir, exportmanifest.VerifyOptions{Jobs: 1})
		if err == nil && len(report.Findings) == 0 {
			if number < 10 {
				t.Errorf("the context was asked %d times", number)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("found %v and %v", report, err)
		}
	}
	t.Error("the context was asked again and again")
}

func TestTheLargestSizes(t *testing.T) {
	artifact := exportmanifest.ExportArtifact{Path: "a", SizeBytes: math.MaxInt64}
	found, err := exportmanifest.VerifyArtifact(context.Background(), artifact, strings.NewReader("short"))
	must(t, err)
	if found == nil || found.Code != exportmanifest.CodeFilesSize {
		t.Errorf("found %v", found)
	}
}
