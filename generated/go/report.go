// Generated from src/dlm_codegen/go/runtime/report.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Code is the permanent name of a kind of finding, "<layer>/<name>" (SPEC section 8.2). The
// constants of this type are those that this package reports.
type Code string

// A catalogued is an entry of rules.json.
type catalogued struct {
	Code            Code
	Layer           string
	Severity        Severity
	Meaning, Remedy string
	Parameters      json.RawMessage
}

var catalogue = sync.OnceValue(func() map[Code]catalogued {
	var listed struct{ Rules []catalogued }
	readPublished("rules.json", &listed)
	found := make(map[Code]catalogued, len(listed.Rules))
	for _, rule := range listed.Rules {
		found[rule.Code] = rule
	}
	return found
})

// parameters returns a function that reads the parameters that rules.json has for a code, once.
func parameters[T any](code Code) func() T {
	return sync.OnceValue(func() (read T) {
		must(decode(catalogue()[code].Parameters, &read))
		return read
	})
}

// Severity returns the severity of findings of the code, as rules.json has it.
func (c Code) Severity() Severity {
	return cmp.Or(catalogue()[c].Severity, SeverityError)
}

// Remedy says what to do about findings of the code, as rules.json has it, or nothing of a code that
// it has not.
func (c Code) Remedy() string {
	return catalogue()[c].Remedy
}

// A Severity says whether a finding makes a manifest invalid.
type Severity string

const (
	// SeverityError makes a manifest invalid.
	SeverityError Severity = "error"

	// SeverityWarning deserves a look and leaves a manifest valid.
	SeverityWarning Severity = "warning"

	// SeverityNote is information.
	SeverityNote Severity = "note"
)

// A Finding is one fact about a manifest that the specification has a code for.
//
// Findings are compared with [reflect.DeepEqual]: Expected can be a slice.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Pointer is a JSON Pointer (RFC 6901) to the value at fault. It is empty for the document.
	Pointer string `json:"pointer"`
	// Message is for people. Its wording can change in any release.
	Message string `json:"message"`
	// Path is the artifact that the finding is about. It is empty where it is about none.
	Path string `json:"path,omitempty"`
	// Expected is what the specification says where the finding compares: a value, a limit, or an
	// []any of values. Observed is what was found instead, cut where it is long. A value is a
	// string, an int64, a bool or nil. Both are nil where nothing is compared.
	Expected any `json:"-"`
	Observed any `json:"-"`
}

// MarshalJSON writes a finding as report.schema.json has it: a finding that compares has both
// expected and observed, either of which can be null.
func (f Finding) MarshalJSON() ([]byte, error) {
	type finding Finding
	type comparison struct {
		Expected any `json:"expected"`
		Observed any `json:"observed"`
	}
	written := struct {
		finding
		*comparison
	}{finding: finding(f)}
	if f.Expected != nil || f.Observed != nil {
		written.comparison = &comparison{f.Expected, f.Observed}
	}
	return json.Marshal(written)
}

// String returns the finding on one line.
func (f Finding) String() string {
	return fmt.Sprintf("%s at %s: %s", f.Code, place(f.Pointer), f.Message)
}

// A Report is what was found about one manifest (SPEC section 8).
type Report struct {
	// Version is the version that the manifest claims. It is 0 when that could not be told.
	Version int
	// Findings are in the order of the document, and of one layer. A valid manifest has no errors.
	// Where there are too many to list, they are the worst (EM-REPORT-13).
	Findings []Finding

	// unlisted is the number of the others.
	unlisted Counts
}

// DefaultMaxFindings is the number of findings that a report lists unless it is set.
const DefaultMaxFindings = 1000

// Counts is the number of findings of each severity.
type Counts struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Note    int `json:"note"`
}

// of returns the number of a severity.
func (c *Counts) of(severity Severity) *int {
	switch severity {
	case SeverityError:
		return &c.Error
	case SeverityWarning:
		return &c.Warning
	default:
		return &c.Note
	}
}

func (c Counts) plus(other Counts) Counts {
	return Counts{c.Error + other.Error, c.Warning + other.Warning, c.Note + other.Note}
}

func count(findings []Finding) (counted Counts) {
	for index := range findings {
		*counted.of(findings[index].Severity)++
	}
	return counted
}

// bounded returns the findings that a report lists, in their order, and the number of the others:
// errors are listed before warnings before notes, and of one severity those that come first.
func bounded(findings []Finding, most int) ([]Finding, Counts) {
	if len(findings) <= most {
		return findings, Counts{}
	}
	unlisted := count(findings)
	var room Counts
	for _, severity := range []Severity{SeverityError, SeverityWarning, SeverityNote} {
		number := min(*unlisted.of(severity), most)
		*room.of(severity) = number
		*unlisted.of(severity) -= number
		most -= number
	}
	listed := slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool {
		left := room.of(f.Severity)
		*left--
		return *left < 0
	})
	return slices.Clip(listed), unlisted
}

// add adds findings, of which the report lists the worst with those that it has.
func (r *Report) add(findings []Finding, most int) {
	before := r.unlisted
	r.Findings, r.unlisted = bounded(append(r.Findings, findings...), most)
	r.unlisted = r.unlisted.plus(before)
}

// Counts returns the number of all findings of each severity, those that are not listed included.
func (r Report) Counts() Counts {
	return count(r.Findings).plus(r.unlisted)
}

// Truncated tells whether there are more findings than are listed.
func (r Report) Truncated() bool {
	return r.unlisted != Counts{}
}

// OK tells whether the manifest is valid: whether no finding is an error.
func (r Report) OK() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// Errors returns the findings that make the manifest invalid.
func (r Report) Errors() []Finding {
	return r.of(SeverityError)
}

// Warnings returns the findings that deserve a look and leave the manifest valid.
func (r Report) Warnings() []Finding {
	return r.of(SeverityWarning)
}

// Notes returns the findings that are information.
func (r Report) Notes() []Finding {
	return r.of(SeverityNote)
}

func (r Report) of(severity Severity) (found []Finding) {
	for _, finding := range r.Findings {
		if finding.Severity == severity {
			found = append(found, finding)
		}
	}
	return found
}

// Err returns nil for a valid manifest, and else an [*InvalidManifestError] with the report.
func (r Report) Err() error {
	if r.OK() {
		return nil
	}
	return &InvalidManifestError{Report: r}
}

// reportOf returns the report of what ended the judgement.
func reportOf(fault Finding) Report {
	return Report{Findings: []Finding{fault}}
}

// A Loss is a value that a migration to an older version does not carry over.
type Loss struct {
	Code Code `json:"code"`
	// Pointer leads to the value in the document that goes into the step that loses it.
	Pointer string `json:"pointer"`
	// Value is a string, an int64, a bool or nil, or of an array or object what [encoding/json]
	// makes of it, with each number a [json.Number].
	Value any `json:"value"`
}

// unrepresentable tells whether the loss refuses a migration even where losses are allowed.
func (l Loss) unrepresentable() bool {
	return l.Code == CodeLossUnrepresentable
}

// String returns the loss on one line.
func (l Loss) String() string {
	return fmt.Sprintf("%s at %s (%s)", l.Code, place(l.Pointer), excerpt(l.Value))
}

func place(pointer string) string {
	switch {
	case pointer == "":
		return "the top"
	case len(pointer) > longestExcerpt:
		return quote(pointer)
	default:
		return pointer
	}
}

func problem(code Code, pointer, format string, arguments ...any) Finding {
	return Finding{
		Code: code, Severity: code.Severity(), Pointer: pointer, Message: fmt.Sprintf(format, arguments...),
	}
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// token writes a member name as a token of a JSON Pointer, with the slash before it.
func token(name string) string {
	if strings.ContainsAny(name, "~/") {
		name = pointerEscapes.Replace(name)
	}
	return "/" + name
}

// A message repeats no more than this many bytes of a document (EM-REPORT-7).
const longestExcerpt = 60

// excerpt shows a value in a message: short, in ASCII and on one line.
func excerpt(shown any) string {
	switch shown := shown.(type) {
	case string:
		return quote(shown)
	case nil:
		return "null"
	default:
		return fmt.Sprint(shown)
	}
}

func quote(text string) string {
	begin := beginning(text, longestExcerpt)
	quoted := strconv.QuoteToASCII(begin)
	if len(begin) < len(text) || len(quoted) > longestExcerpt {
		return quoted[:min(len(quoted), longestExcerpt-3)] + "..."
	}
	return quoted
}

// beginning returns a text, or as many of its characters as some bytes have room for.
func beginning(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// fact returns a text for programs: a copy, because a part of a document would keep all of it alive
// for as long as its report.
func fact(text string) string {
	return strings.Clone(beginning(text, longestFact))
}
