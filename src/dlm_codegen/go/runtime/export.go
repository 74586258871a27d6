package exportmanifest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// An Export is an export directory that is held open. It stays that directory whatever is put in its
// place.
type Export struct {
	// Manifest is the manifest as the latest version, whichever it is written in.
	Manifest *ExportManifest
	// Warnings are those about the manifest.
	Warnings []Finding

	files rooted
}

// OpenExport opens an export directory and reads its manifest. It does not read the files: see
// [Export.Verify].
//
// The error is an [InvalidManifestError] where the manifest is not valid or cannot be read, and that
// of the system where there is no such directory.
func OpenExport(dir string) (*Export, error) {
	root, err := openDirectory(dir)
	if err != nil {
		return nil, err
	}
	export := &Export{files: rooted{root}}
	manifest, report, err := readManifest(context.Background(), export.files, DefaultMaxFindings)
	if err != nil {
		root.Close()
		return nil, err
	}
	export.Manifest, export.Warnings = manifest, report.Warnings()
	return export, nil
}

// Close closes the directory. Files that were opened stay open.
func (e *Export) Close() error {
	return e.files.root.Close()
}

// Verify does what the function [Verify] does for the manifest as it is on disk now.
func (e *Export) Verify(ctx context.Context, options VerifyOptions) (Report, error) {
	return verify(ctx, e.files, options)
}

// Artifacts returns the artifacts of a role, in the order of the manifest.
func (e *Export) Artifacts(role Role) []ExportArtifact {
	return slices.DeleteFunc(slices.Clone(e.Manifest.Artifacts), func(artifact ExportArtifact) bool {
		return artifact.Role != role
	})
}

// Open opens the file of an artifact for reading, as [Verify] does: nothing outside the directory and
// no link. The error says which artifact it was for; a file of another size is refused.
func (e *Export) Open(artifact ExportArtifact) (fs.File, error) {
	file, info, err := e.files.open(artifact.Path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", artifact.Path, err)
	}
	if info.Size() != artifact.SizeBytes {
		file.Close()
		return nil, errors.New(otherSize("", &artifact, info.Size()).Message)
	}
	return file, nil
}

// NewArtifact describes a file of an export directory, opened as [Verify] does. A file that changes
// while it is read is refused.
func NewArtifact(ctx context.Context, dir, path string, role Role) (ExportArtifact, error) {
	artifact := ExportArtifact{Path: path, Role: role}
	root, err := openDirectory(dir)
	if err != nil {
		return artifact, err
	}
	defer root.Close()
	file, before, err := rooted{root}.open(path)
	if err != nil {
		return artifact, fmt.Errorf("%s: %w", path, err)
	}
	defer file.Close()
	artifact.SizeBytes = before.Size()
	digest, size, err := digestOf(ctx, file, before.Size(), nil)
	if err != nil {
		return artifact, fmt.Errorf("%s: %w", path, err)
	}
	after, err := file.Stat()
	if err == nil && (size != before.Size() || hasChanged(before, after, false)) {
		err = errors.New("changed while it was read; try again")
	}
	if err != nil {
		return artifact, fmt.Errorf("%s: %w", path, err)
	}
	artifact.SHA256 = digest
	return artifact, nil
}

// Save writes a manifest into an export directory, in canonical form and in the version of its type.
// A reader sees the old manifest or the new one, also after a crash. The error is an
// [InvalidManifestError] when the manifest is not valid, and nothing is written then.
func Save(dir string, manifest Manifest) error {
	data, err := Marshal(manifest)
	if err != nil {
		return err
	}
	root, err := openDirectory(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for range saveTries {
		if err = save(root, data); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errReplaced) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(dir, Filename), err)
	}
	if folder, err := root.Open("."); err == nil {
		folder.Sync() // where folders can be synced
		folder.Close()
	}
	return nil
}

// A temporary file can be swept by somebody who takes it for that of a writer that was killed.
const saveTries = 8

// save gives a directory a manifest by way of a temporary file, which has to be there still, and be
// the one that was written, when it is renamed.
func save(root *os.Root, data []byte) error {
	mode := fs.FileMode(0o666)
	old, err := root.Lstat(Filename)
	switch {
	case err == nil && !old.Mode().IsRegular():
		return errNotRegular
	case err == nil:
		mode = old.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	random := make([]byte, 8)
	rand.Read(random)
	temporary := ".dlm-schema-" + hex.EncodeToString(random) + ".tmp"
	file, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer root.Remove(temporary) // which is gone where all went well
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	if old != nil {
		err = file.Chmod(mode) // which the umask has narrowed
	}
	if err := errors.Join(err, file.Sync()); err != nil {
		return err
	}
	written, err := file.Stat()
	if err != nil {
		return err
	}
	switch found, err := root.Lstat(temporary); {
	case err != nil:
		return err
	case !os.SameFile(written, found):
		return errReplaced
	}
	if err := file.Close(); err != nil { // a system may not rename what is open
		return err
	}
	return root.Rename(temporary, Filename)
}
