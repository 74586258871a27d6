package exportmanifest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// A PlaceReport is what was found at one place of a store.
type PlaceReport struct {
	// Path leads from the store to what the report is about, with slashes: a manifest, or a directory
	// or link that leads to none.
	Path string
	Report
}

// CheckStore judges every export at any depth of a store, as [Verify] does, and compares it with the
// record that the store keeps in its own manifest.json (SPEC section 7.3). A directory in exports that
// holds no manifest, a link there, and a row whose export is gone have reports too. The directory can
// also be one that holds stores or exports; nothing outside it is looked at.
//
// The error has an [InvalidManifestError] for every report with an error, or is that of the system
// where there is no such directory, or of the context when it is done. A store of which nothing is
// found has no report.
func CheckStore(ctx context.Context, dir string, options VerifyOptions) ([]PlaceReport, error) {
	root, err := openDirectory(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	c := storeCheck{ctx: ctx, options: options}
	top := &folder{files: rooted{root}}
	if c.walk(top) == 0 && !c.sawStore {
		c.find(top.at("."), CodeFilesMissing, "holds no %s, at any depth", Filename)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var failed []error
	for _, found := range c.reports {
		if err := found.Err(); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", found.Path, err))
		}
	}
	return c.reports, errors.Join(failed...)
}

const (
	recordFilename = "manifest.json"
	exportsFolder  = "exports"
	// A folder that the tools of this project keep beside exports.
	keptFolder = ".dlm-schema"
	// No tree that people use is deeper than a path of so many bytes.
	longestPath = 4095
)

// A zone is what a folder is to the store around it, if there is one.
type zone int

const (
	anywhere zone = iota
	// inExports is the folder of a store in which every folder is that of an export.
	inExports
	exportZone
	// belowExport is below one that holds no manifest itself.
	belowExport
	// insideExport is below an export, whose files can have any names.
	insideExport
)

// within returns what a folder is that lies in another.
func (z zone) within(name string, isStore bool) zone {
	switch {
	case z == insideExport:
		return insideExport
	case z == inExports:
		return exportZone
	case isStore && name == exportsFolder:
		return inExports
	case z == exportZone:
		return belowExport
	default:
		return z
	}
}

// passesBy tells whether a name is that of a system's litter, or of what programs keep for themselves.
func (z zone) passesBy(name string) bool {
	return z != insideExport && (z == inExports && strings.HasPrefix(name, ".") ||
		strings.HasPrefix(name, "@") || name == "lost+found" || name == keptFolder)
}

// A folder is one that a check is in, and is held open with those around it.
type folder struct {
	files  rooted
	path   string // from the top, which has none
	around *folder
	zone   zone

	// record is that of the store that the folder is, once it was asked for.
	record *record
	// isExport tells that the folder has a valid manifest, and inner which files that are named as
	// manifests are its artifacts.
	isExport bool
	inner    map[string]bool
}

// at returns the path of what lies in the folder.
func (f *folder) at(name string) string { return path.Join(f.path, name) }

// recordOf returns the record of the store that the folder is.
func (f *folder) recordOf() *record {
	if f.record == nil {
		f.record = readRecord(f.files)
	}
	return f.record
}

// store returns the store that the folder lies in as an export, or nil.
func (f *folder) store() *folder {
	if f.around == nil || f.around.around == nil || path.Base(f.around.path) != exportsFolder {
		return nil
	}
	return f.around.around
}

// isSnapshot tells whether the folder is a snapshot (EM-STORE-14), if it is no export.
func (f *folder) isSnapshot(names map[string]bool) bool {
	return f.zone != insideExport && names[snapshots().Filename] &&
		slices.Contains(snapshots().Directories, path.Base(f.path))
}

// A storeCheck is a walk through a store.
type storeCheck struct {
	ctx      context.Context
	options  VerifyOptions
	reports  []PlaceReport
	sawStore bool
}

func (c *storeCheck) add(path string, report Report) {
	c.reports = append(c.reports, PlaceReport{path, report})
}

// find adds a report of one finding, about something that is no manifest.
func (c *storeCheck) find(path string, code Code, format string, arguments ...any) {
	c.add(path, reportOf(problem(code, "", format, arguments...)))
}

// refuse reports a folder that cannot be entered, unless the files of an export around it are judged.
func (c *storeCheck) refuse(f *folder, err error) {
	for around := f.around; around != nil; around = around.around {
		if around.isExport {
			return
		}
	}
	c.add(f.at("."), reportOf(refusal(err, "", "", "")))
}

// walk judges what is in a folder, and returns the number of manifests that it led to.
func (c *storeCheck) walk(f *folder) (found int) {
	if c.ctx.Err() != nil {
		return 0
	}
	entries, err := f.files.list(c.ctx, "")
	if err != nil {
		c.refuse(f, err)
		return 1
	}
	names := make(map[string]bool, len(entries))
	for _, entry := range entries {
		names[entry.Name()] = true
	}
	isStore, zone := names[recordFilename], f.zone
	switch {
	case names[Filename]:
		c.export(f, names)
		found, zone = 1, insideExport
	case f.isSnapshot(names):
		c.add(f.at(snapshots().Filename), c.snapshot(f))
		return 1
	default:
		c.sawStore = c.sawStore || isStore || f.zone == inExports
	}
	if zone == inExports {
		for name, position := range f.around.recordOf().gone(names) {
			c.find(f.at(name), CodeStoreExportGone, "the store's %s remembers it at /exports/%d", recordFilename, position)
		}
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case zone.passesBy(name):
		case entry.IsDir() && name != Filename:
			found += c.enter(f, name, zone.within(name, isStore))
		case entry.Type()&fs.ModeSymlink != 0 && (zone == anywhere || zone == inExports) && name != recordFilename:
			c.find(f.at(name), CodeStoreLink, "is a symbolic link, which is not followed; name what it leads to")
		}
	}
	if f.zone == exportZone && found == 0 {
		c.find(f.path, CodeStoreNoManifest, "holds no %s: an export that did not finish", Filename)
	}
	return found
}

func (c *storeCheck) enter(around *folder, name string, in zone) (found int) {
	f := &folder{path: around.at(name), around: around, zone: in}
	var root *os.Root
	err := error(syscall.ENAMETOOLONG)
	if len(f.path) <= longestPath {
		root, err = enterFolder(around.files.root, name)
	}
	if err != nil {
		c.refuse(f, err)
		return 1
	}
	defer root.Close()
	f.files = rooted{root}
	return c.walk(f)
}

// export judges the export in a folder, unless it is an artifact of one around it.
func (c *storeCheck) export(f *folder, names map[string]bool) {
	manifest := f.at(Filename)
	for around := f.around; around != nil; around = around.around {
		if around.inner[strings.TrimPrefix(manifest, around.path+"/")] {
			return
		}
	}
	report, _ := judgeExport(c.ctx, f.files, c.options, func(m *ExportManifest) []Finding {
		f.isExport = true
		for index := range m.Artifacts {
			if name := m.Artifacts[index].Path; path.Base(name) == Filename {
				if f.inner == nil {
					f.inner = make(map[string]bool)
				}
				f.inner[name] = true
			}
		}
		store := f.store()
		if store == nil {
			return nil
		}
		findings := store.recordOf().compare(m)
		if names["vl_gguf.json"] { // DLM writes no rows of such exports
			findings = slices.DeleteFunc(findings, func(found Finding) bool { return found.Code == CodeStoreSummaryMissing })
		}
		return findings
	})
	c.add(manifest, report)
}

var snapshotShape = &shape{
	names:   []string{exportManifestShape.names[exportManifestArtifacts]},
	members: []*shape{exportManifestShape.members[exportManifestArtifacts]},
}

// snapshotSchema is that of the artifacts of the newest version without roles.
func snapshotSchema() *schema {
	for _, each := range slices.Backward(schemas()) {
		artifacts := each.properties[exportManifestArtifacts]
		if artifacts.Items.properties[exportArtifactRole] == nil {
			return &schema{Type: objects, shape: snapshotShape, properties: []*schema{artifacts}}
		}
	}
	return nil
}

// snapshot judges what the manifest of a snapshot lists. The rest of it is DLM's own.
func (c *storeCheck) snapshot(f *folder) Report {
	data, err := readAll(f.files, snapshots().Filename)
	if err != nil {
		return reportOf(refusal(err, "", "", ""))
	}
	root, fault := readLax(data, snapshotShape)
	switch {
	case fault != nil && fault.Code == CodeEncodingSize:
		return reportOf(*fault)
	case fault != nil:
		return reportOf(problem(CodeEncodingSyntax, "", "%s", fault.Message))
	case root.kind != objects:
		return reportOf(problem(CodeVersionNotAnObject, "", "expected an object, found %s", &root))
	}
	root.parts.unknown = nil
	j := judge{most: mostFindings(c.options.MaxFindings)}
	j.value(snapshotSchema(), &root)
	report := j.report(0)
	if report.OK() {
		var artifacts []ExportArtifact
		carryEntries((*ExportArtifact).carry)(&artifacts, &root.parts.values[0], false)
		found, _ := compareAll(c.ctx, f.files, snapshots().Filename, artifacts, c.options)
		report.add(found, j.most)
	}
	return report
}
