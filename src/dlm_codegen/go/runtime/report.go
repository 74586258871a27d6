package exportmanifest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Code is the permanent name of a kind of finding, "<layer>/<name>" (SPEC section 8.2). The
// constants of this type are those that the document layers and migrations report.
type Code string

// A Severity says whether a finding makes a manifest invalid.
type Severity string

// SeverityError makes a manifest invalid. The document layers know no other severity.
const SeverityError Severity = "error"

// A Finding is one fact about a manifest that the specification has a code for.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Pointer is a JSON Pointer (RFC 6901) to the value at fault. It is empty for the document.
	Pointer string `json:"pointer"`
	// Message is for people. Its wording can change in any release.
	Message string `json:"message"`
}

// String returns the finding on one line.
func (f Finding) String() string {
	return fmt.Sprintf("%s at %s: %s", f.Code, place(f.Pointer), f.Message)
}

// A Report is what was found about one manifest (SPEC section 8).
type Report struct {
	// Version is the version that the manifest claims. It is 0 when that could not be told.
	Version int
	// Findings are in the order of the document, and of one layer. A valid manifest has none.
	Findings []Finding
}

// OK tells whether the manifest is valid.
func (r Report) OK() bool {
	return len(r.Findings) == 0
}

// Err returns nil for a valid manifest, and else an [*InvalidManifestError] with the report.
func (r Report) Err() error {
	if r.OK() {
		return nil
	}
	return &InvalidManifestError{Report: r}
}

// A Loss is a value that a migration to an older version does not carry over.
type Loss struct {
	Code Code `json:"code"`
	// Pointer leads to the value in the document that goes into the step that loses it.
	Pointer string `json:"pointer"`
	// Value is a string, an int64, a bool or nil.
	Value any `json:"value"`
}

// String returns the loss on one line.
func (l Loss) String() string {
	return fmt.Sprintf("%s at %s (%s)", l.Code, place(l.Pointer), excerpt(l.Value))
}

func place(pointer string) string {
	if pointer == "" {
		return "the top"
	}
	return excerptOf(pointer)
}

func problem(code Code, pointer, format string, arguments ...any) Finding {
	return Finding{code, SeverityError, pointer, fmt.Sprintf(format, arguments...)}
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
	end := len(text)
	if end > longestExcerpt {
		end = longestExcerpt
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
	}
	quoted := strconv.QuoteToASCII(text[:end])
	if end < len(text) || len(quoted) > longestExcerpt {
		return quoted[:min(len(quoted), longestExcerpt-3)] + "..."
	}
	return quoted
}

func excerptOf(pointer string) string {
	if len(pointer) <= longestExcerpt {
		return pointer
	}
	return quote(pointer)
}
