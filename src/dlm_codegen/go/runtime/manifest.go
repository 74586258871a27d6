package exportmanifest

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// A Manifest is a typed manifest of any version: a pointer to one of the types of this package
// whose name begins with ExportManifest.
type Manifest interface {
	// Version returns the version of the format that the type stands for.
	Version() int

	carried
}

// Parse reads a manifest of any version as the latest, migrating an older one in memory, and returns
// the warnings about it.
//
// The error is an [InvalidManifestError] whose report has every finding. The strings of the result
// share one copy of the data.
func Parse(data []byte) (*ExportManifest, []Finding, error) {
	manifest, report := parse(data, DefaultMaxFindings)
	if err := report.Err(); err != nil {
		return nil, nil, err
	}
	return manifest, report.Warnings(), nil
}

// parse reads a manifest as the latest. There is none when the report has an error.
func parse(data []byte, most int) (*ExportManifest, Report) {
	d, report := judgeAll(data, most)
	if !report.OK() {
		return nil, report
	}
	d.migrate(len(versions) - 1)
	manifest := new(ExportManifest)
	manifest.carry(&d.root, false)
	return manifest, report
}

// ParseAsWritten reads a manifest as [Parse] does and does not migrate it: the result is of the type
// of the version that the manifest claims.
func ParseAsWritten(data []byte) (Manifest, []Finding, error) {
	d, report := judgeAll(data, DefaultMaxFindings)
	if err := report.Err(); err != nil {
		return nil, nil, err
	}
	manifest := versions[d.position].empty()
	manifest.carry(&d.root, false)
	return manifest, report.Warnings(), nil
}

// ParseReader reads a manifest as [Parse] does. It stops after one byte more than a manifest may
// have. The error is that of the reader when it fails.
func ParseReader(reader io.Reader) (*ExportManifest, []Finding, error) {
	data, err := io.ReadAll(io.LimitReader(reader, MaxBytes+1))
	if err != nil {
		return nil, nil, err
	}
	return Parse(data)
}

// Validate judges a manifest by the layers encoding, version, schema and rules (SPEC section 8).
// The report lists [DefaultMaxFindings] findings at most.
func Validate(data []byte) Report {
	return ValidateWith(data, ValidateOptions{})
}

// ValidateOptions are the choices that validating leaves to the caller.
type ValidateOptions struct {
	// MaxFindings is how many findings are listed at most; all are counted. 0 stands for
	// [DefaultMaxFindings], and a negative number lists all.
	MaxFindings int
}

// ValidateWith judges a manifest as [Validate] does.
func ValidateWith(data []byte, options ValidateOptions) Report {
	_, report := judgeAll(data, mostFindings(options.MaxFindings))
	return report
}

func mostFindings(asked int) int {
	if asked < 0 {
		return math.MaxInt
	}
	return cmp.Or(asked, DefaultMaxFindings)
}

// Marshal writes a manifest in canonical form, in the version of its type (SPEC section 9).
//
// The error is an [InvalidManifestError] when the manifest is not valid: nothing is written that a
// reader would refuse. A manifest that has warnings alone is written.
func Marshal(manifest Manifest) ([]byte, error) {
	root := nullValue() // which no manifest is
	if manifest != nil {
		manifest.carry(&root, true)
	}
	data := canonical(&root)
	d, report := judgeAll(data, DefaultMaxFindings)
	if report.OK() && versions[d.position].number != manifest.Version() {
		// The members say so: a version 3 manifest whose SchemaVersion is another version's.
		return nil, fmt.Errorf("a manifest of version %d claims version %d", manifest.Version(), report.Version)
	}
	if err := report.Err(); err != nil {
		return nil, err
	}
	return data, nil
}

// judgeSchema judges all layers but the rules.
func judgeSchema(data []byte, most int) (*document, Report) {
	d, report := detect(data)
	if d == nil {
		return nil, report
	}
	j := judge{most: most, pointer: make([]byte, 0, 64)}
	j.value(schemas()[d.position], &d.root)
	return d, j.report(report.Version)
}

// judgeAll judges all layers, each only when those before it found no error (EM-REPORT-1).
func judgeAll(data []byte, most int) (*document, Report) {
	d, report := judgeSchema(data, most)
	if report.OK() {
		report.Findings, report.unlisted = judgeRules(d, most)
	}
	return d, report
}

// A carried is a typed manifest or a part of one.
type carried interface {
	carry(v *value, out bool)
}

// unmarshal reads a manifest of exactly one version, for encoding/json.
func unmarshal(data []byte, manifest Manifest) error {
	d, report := judgeAll(data, DefaultMaxFindings)
	if err := report.Err(); err != nil {
		return err
	}
	if report.Version != manifest.Version() {
		return fmt.Errorf("expected a manifest of version %d, found version %d; "+
			"Parse reads every version as the latest", manifest.Version(), report.Version)
	}
	manifest.carry(&d.root, false)
	return nil
}

// unmarshalPart reads a part of a manifest of a version by its schema, for encoding/json.
func unmarshalPart(data []byte, number int, title string, part carried) error {
	s := schemas()[lookup(number)].titled(title)
	v, fault := read(data, s.shape)
	if fault != nil {
		return reportOf(*fault).Err()
	}
	j := judge{most: DefaultMaxFindings}
	j.value(s, &v)
	if err := j.report(0).Err(); err != nil {
		return err
	}
	part.carry(&v, false)
	return nil
}

// marshalPart writes a part of a manifest that its schema accepts, for encoding/json.
func marshalPart(part carried, number int, title string) ([]byte, error) {
	var v value
	part.carry(&v, true)
	data := appendValue(nil, &v, schemas()[lookup(number)].titled(title).shape, "\n")
	return data, unmarshalPart(data, number, title, part)
}

func parseTimestamp(timestamp string) (time.Time, error) {
	return time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(timestamp, "Z"))
}
