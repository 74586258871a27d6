package exportmanifest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// VerifyOptions are the choices that verifying leaves to the caller.
type VerifyOptions struct {
	// MaxFindings is how many findings are listed at most, as in [ValidateOptions].
	MaxFindings int
	// Jobs is how many files are read at once. 0 stands for the number of processors.
	Jobs int
	// Progress is told of the bytes of each piece that was read, by several goroutines at once.
	Progress func(bytes int64)
}

// Verify judges the manifest of an export directory and, where it is valid, compares every file with
// it (SPEC section 7): nothing outside the directory is opened, no link in it is followed, and memory
// does not depend on the size of the files.
//
// The error is an [InvalidManifestError] with the report where that has an error, that of the system
// where there is no such directory, and that of the context when it is done. Verifying proves that
// files and manifest agree, not who wrote them.
func Verify(ctx context.Context, dir string, options VerifyOptions) (Report, error) {
	root, err := openDirectory(dir)
	if err != nil {
		return Report{}, err
	}
	defer root.Close()
	return verify(ctx, rooted{root}, options)
}

// VerifyFS does what [Verify] does for a file system that is trusted: it may follow links, and it
// decides what a path leads to.
func VerifyFS(ctx context.Context, files fs.FS, options VerifyOptions) (Report, error) {
	return verify(ctx, trusted{files}, options)
}

// VerifyArtifact compares what a reader gives with an artifact, and returns a finding where it is of
// another size or digest. It reads one byte more than the artifact has at most. The error is that of
// the reader, or of the context.
func VerifyArtifact(ctx context.Context, artifact ExportArtifact, reader io.Reader) (*Finding, error) {
	return compare(ctx, "", &artifact, reader, nil)
}

// A tree is where the files of an export are.
type tree interface {
	// open opens a regular file, and says what it was like before.
	open(path string) (fs.File, fs.FileInfo, error)
	// list names what is in a folder, in order.
	list(ctx context.Context, path string) ([]fs.DirEntry, error)
}

var (
	errSymlink    = errors.New("is a symbolic link, which is never followed; name the file itself")
	errNotRegular = errors.New("is not a regular file")
	errReplaced   = errors.New("was replaced while it was opened")
)

// openDirectory opens a directory, which the caller may name by a link. Only a directory has the
// entry that is asked for here, so that nothing waits for the writer of a FIFO.
func openDirectory(dir string) (*os.Root, error) {
	if dir == "" {
		return os.OpenRoot(dir)
	}
	return os.OpenRoot(dir + string(os.PathSeparator) + ".")
}

// Who saves a file over and over puts another in its place again and again: after so many times that
// is a finding.
const openTries = 16

// rooted are the files below a directory that is held open.
type rooted struct{ root *os.Root }

func (t rooted) open(name string) (file fs.File, info fs.FileInfo, err error) {
	for range openTries {
		file, info, err = t.openOnce(name)
		if !errors.Is(err, errReplaced) {
			break
		}
	}
	return file, info, err
}

func (t rooted) openOnce(name string) (fs.File, fs.FileInfo, error) {
	folder, base, err := t.enter(name)
	if err != nil {
		return nil, nil, err
	}
	defer folder.Close()
	info, err := folder.Lstat(base)
	switch {
	case err != nil:
		return nil, nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, nil, errSymlink
	case !info.Mode().IsRegular():
		return nil, nil, errNotRegular
	}
	file, err := folder.OpenFile(base, os.O_RDONLY|openWithoutWaiting, 0)
	if err != nil {
		return nil, nil, err
	}
	opened, err := file.Stat()
	switch {
	case err != nil:
	case !os.SameFile(info, opened):
		err = errReplaced // by a link or another file
	case !opened.Mode().IsRegular():
		err = errNotRegular
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, opened, nil
}

func (t rooted) list(ctx context.Context, name string) (entries []fs.DirEntry, err error) {
	folder, _, err := t.enter(path.Join(name, "x"))
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	file, err := folder.Open(".")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for err == nil && ctx.Err() == nil {
		var some []fs.DirEntry
		some, err = file.ReadDir(1024)
		entries = append(entries, some...)
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = ctx.Err()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// enter opens the folder that a path leads to, one segment at a time, and returns the last segment.
// An [os.Root] follows links that stay in it, so each folder is seen to be the one of that name.
func (t rooted) enter(name string) (*os.Root, string, error) {
	folder, err := t.root.OpenRoot(".")
	for err == nil {
		segment, rest, more := strings.Cut(name, "/")
		if !more {
			return folder, name, nil
		}
		var inner *os.Root
		inner, err = enterFolder(folder, segment)
		folder.Close()
		folder, name = inner, rest
	}
	return nil, "", err
}

func enterFolder(folder *os.Root, segment string) (*os.Root, error) {
	info, err := folder.Lstat(segment)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errSymlink
	case !info.IsDir():
		return nil, fs.ErrNotExist
	}
	inner, err := folder.OpenRoot(segment + "/.") // as in openDirectory
	if err != nil {
		return nil, err
	}
	if opened, err := inner.Stat("."); err != nil || !os.SameFile(info, opened) {
		inner.Close()
		return nil, errReplaced
	}
	return inner, nil
}

// trusted are the files of a file system that decides itself what a path leads to.
type trusted struct{ files fs.FS }

func (t trusted) open(name string) (fs.File, fs.FileInfo, error) {
	file, err := t.files.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNotRegular
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

func (t trusted) list(_ context.Context, name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(t.files, path.Join(name, "."))
}

// refusal returns the finding of a file that could not be opened or read.
func refusal(err error, pointer, name, message string) Finding {
	code := CodeFilesUnreadable
	switch {
	case errors.Is(err, errSymlink), errors.Is(err, syscall.ELOOP):
		code, err = CodeFilesSymlink, errSymlink
	case errors.Is(err, errNotRegular):
		code = CodeFilesNotRegular
	case errors.Is(err, errReplaced):
		code = CodeFilesChanged
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ENAMETOOLONG):
		code, err = CodeFilesMissing, errors.New("no such file or directory")
	}
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		err = failed.Err
	}
	found := problem(code, pointer, "%s%v", message, err)
	found.Path = name
	return found
}

// verify judges an export by all layers.
func verify(ctx context.Context, files tree, options VerifyOptions) (Report, error) {
	return judgeExport(ctx, files, options, func(*ExportManifest) []Finding { return nil })
}

// judgeExport judges an export by all layers, and adds what more finds about a valid manifest.
func judgeExport(
	ctx context.Context, files tree, options VerifyOptions, more func(*ExportManifest) []Finding,
) (Report, error) {
	most := mostFindings(options.MaxFindings)
	manifest, report, err := readManifest(ctx, files, most)
	if err != nil {
		return report, err
	}
	found, err := compareAll(ctx, files, Filename, manifest.Artifacts, options)
	if err != nil {
		return Report{}, err
	}
	report.add(append(found, more(manifest)...), most)
	return report, report.Err()
}

// readManifest reads the manifest of an export as the latest, with the report about it. The error is
// that of an invalid manifest, or of the context.
func readManifest(ctx context.Context, files tree, most int) (*ExportManifest, Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, Report{}, err
	}
	data, err := readAll(files, Filename)
	if err != nil {
		report := reportOf(refusal(err, "", "", ""))
		return nil, report, report.Err()
	}
	manifest, report := parse(data, most)
	return manifest, report, report.Err()
}

func readAll(files tree, name string) ([]byte, error) {
	file, _, err := files.open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, MaxBytes+1))
}

// compareAll compares files with the artifacts that a manifest of some name lists, several at once.
// Findings come in the order of the artifacts, and then in that of the names that no artifact has.
func compareAll(
	ctx context.Context, files tree, manifest string, artifacts []ExportArtifact, options VerifyOptions,
) ([]Finding, error) {
	found := make([][]Finding, len(artifacts))
	jobs := options.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(jobs, len(artifacts)) {
		workers.Go(func() {
			for index := int(next.Add(1)) - 1; index < len(artifacts); index = int(next.Add(1)) - 1 {
				if ctx.Err() == nil {
					found[index] = examine(ctx, files, index, &artifacts[index], options.Progress)
				}
			}
		})
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	listed := map[string]bool{manifest: true}
	for index := range artifacts {
		listed[artifacts[index].Path] = true
	}
	findings := unlisted(ctx, files, manifest, "", listed, slices.Concat(found...))
	return findings, ctx.Err()
}

// examine compares one file with its artifact. Findings of a context that is done are not looked at.
func examine(
	ctx context.Context, files tree, index int, artifact *ExportArtifact, progress func(int64),
) (findings []Finding) {
	pointer := fmt.Sprintf("/artifacts/%d", index)
	refused := func(err error) Finding {
		return refusal(err, pointer+"/path", artifact.Path, artifact.Path+": ")
	}
	file, before, err := files.open(artifact.Path)
	if err != nil {
		return []Finding{refused(err)}
	}
	defer file.Close()
	if names, known := status(before, "Nlink"); known && names.(uint64) > 1 {
		found := problem(CodeFilesHardLink, pointer+"/path", "%s has %d names on its file system", artifact.Path, names)
		found.Path = artifact.Path
		findings = append(findings, found)
	}
	if size := before.Size(); size != artifact.SizeBytes {
		return append(findings, otherSize(pointer, artifact, size))
	}
	found, err := compare(ctx, pointer, artifact, file, progress)
	after, failed := file.Stat()
	switch {
	case err != nil || failed != nil:
		return append(findings, refused(cmp.Or(err, failed)))
	case hasChanged(before, after, found == nil):
		changed := problem(CodeFilesChanged, pointer+"/path", "%s changed while it was read", artifact.Path)
		changed.Path = artifact.Path
		return append(findings, changed)
	case found != nil:
		return append(findings, *found)
	}
	return findings
}

// compare reads an artifact to its end, and one byte more to see that it ends there.
func compare(
	ctx context.Context, pointer string, artifact *ExportArtifact, reader io.Reader, progress func(int64),
) (*Finding, error) {
	digest, size, err := digestOf(ctx, reader, artifact.SizeBytes, progress)
	if err != nil {
		return nil, err
	}
	if size != artifact.SizeBytes {
		found := otherSize(pointer, artifact, size)
		return &found, nil
	}
	if digest == artifact.SHA256 {
		return nil, nil
	}
	found := problem(CodeFilesSHA256, pointer+"/sha256", "%s: expected %s, found %s", artifact.Path, artifact.SHA256, digest)
	found.Path, found.Expected, found.Observed = artifact.Path, artifact.SHA256, digest
	return &found, nil
}

func otherSize(pointer string, artifact *ExportArtifact, size int64) Finding {
	found := problem(CodeFilesSize, pointer+"/size_bytes", "%s: expected %d bytes, found %d", artifact.Path, artifact.SizeBytes, size)
	found.Path, found.Expected, found.Observed = artifact.Path, artifact.SizeBytes, size
	return found
}

// Hashing a piece of this size takes far longer than telling another goroutine of it, and two of them
// stay in the cache of a processor.
const pieceSize = 256 << 10

var pieces = sync.Pool{New: func() any { return new([2][pieceSize]byte) }}

// digestOf returns the SHA-256 digest and the size of what a reader gives. It reads at most one byte
// more than the size that is expected. Where that is many pieces, one is read while another is hashed,
// if there is a processor for it.
func digestOf(
	ctx context.Context, reader io.Reader, expected int64, progress func(int64),
) (string, int64, error) {
	pair := pieces.Get().(*[2][pieceSize]byte)
	defer pieces.Put(pair)
	hash := sha256.New()
	var hashed sync.WaitGroup
	defer hashed.Wait()
	size := int64(0)
	alone := expected <= pieceSize || runtime.GOMAXPROCS(0) == 1
	for turn := 0; size <= expected; turn++ {
		if err := ctx.Err(); err != nil {
			return "", size, err
		}
		piece := pair[turn%2][:]
		if left := expected - size; left < pieceSize {
			piece = piece[:left+1]
		}
		count, err := reader.Read(piece)
		hashed.Wait()
		if alone {
			hash.Write(piece[:count])
		} else {
			hashed.Go(func() { hash.Write(piece[:count]) })
		}
		size += int64(count)
		if progress != nil && count > 0 {
			progress(int64(count))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", size, err
		}
	}
	hashed.Wait()
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}

// hasChanged tells whether a file is not what it was (EM-VERIFY-10). A new name or mode changes only
// when its status changed, and nothing if the digest is the recorded one.
func hasChanged(before, after fs.FileInfo, isRecorded bool) bool {
	if before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime()) {
		return true
	}
	names, known := status(before, "Nlink")
	if now, _ := status(after, "Nlink"); known && now.(uint64) < names.(uint64) {
		return true
	}
	for _, field := range []string{"Ctim", "Ctimespec"} { // by the name that the system has for it
		if was, known := status(before, field); known && !isRecorded {
			now, _ := status(after, field)
			return was != now
		}
	}
	return false
}

// status returns a field of what the system says of a file, an integer as uint64, if it has that.
func status(info fs.FileInfo, name string) (any, bool) {
	value := reflect.Indirect(reflect.ValueOf(info.Sys()))
	if value.Kind() != reflect.Struct {
		return nil, false
	}
	field := value.FieldByName(name)
	switch {
	case !field.IsValid():
		return nil, false
	case field.CanUint():
		return field.Uint(), true
	case field.CanInt():
		return uint64(field.Int()), true
	default:
		return field.Interface(), true
	}
}

// unlisted adds a finding for everything in a folder of an export that no artifact names.
// It stops where the context is done.
func unlisted(
	ctx context.Context, files tree, manifest, folder string, listed map[string]bool, findings []Finding,
) []Finding {
	if ctx.Err() != nil {
		return findings
	}
	entries, err := files.list(ctx, folder)
	if err != nil {
		name := path.Join(folder, ".")
		found := refusal(err, "/artifacts", name, name+": ")
		found.Code = CodeFilesUnreadable
		return append(findings, found)
	}
	var inner []string
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		switch {
		case entry.IsDir() && strings.Count(name, "/") < maxFolders:
			inner = append(inner, name)
		case !listed[name]:
			found := problem(CodeFilesUnlisted, "/artifacts", "%s is not listed", quote(name))
			found.Path = name
			if isCompanion(name, manifest) {
				found.Severity = companions().Severity
			}
			findings = append(findings, found)
		}
	}
	for _, name := range inner {
		findings = unlisted(ctx, files, manifest, name, listed, findings)
	}
	return findings
}

// A folder that is deeper cannot hold an artifact.
const maxFolders = 256

// Files that no artifact lists and that are not worth a warning.
var companions = parameters[struct {
	Severity Severity
	AtTop    []*regexp.Regexp `json:"at_top"`
	Anywhere []*regexp.Regexp
}](CodeFilesUnlisted)

// What the store layer knows of names. The directories of exports for other targets are the quant.
var (
	snapshots = parameters[struct {
		Filename    string
		Directories []string
		Companions  []*regexp.Regexp
	}](CodeStoreNoManifest)
	directories = parameters[struct{ Directories map[string]string }](CodeStoreExportGone)
)

// isCompanion tells whether a file belongs to what has a manifest of some name, although no artifact
// lists it (EM-FILE-12, EM-STORE-15).
func isCompanion(name, manifest string) bool {
	matches := func(pattern *regexp.Regexp) bool { return pattern.MatchString(path.Base(name)) }
	return slices.ContainsFunc(companions().Anywhere, matches) ||
		!strings.Contains(name, "/") && slices.ContainsFunc(companions().AtTop, matches) ||
		manifest == snapshots().Filename && slices.ContainsFunc(snapshots().Companions, matches)
}
