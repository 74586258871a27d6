// Generated from src/dlm_codegen/go/runtime/hostile_test.go by `nox -s generate`. Do not edit.

package exportmanifest_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// fill repeats a text until a document has the greatest length.
func fill(prefix, repeated, suffix string) []byte {
	count := (exportmanifest.MaxBytes - len(prefix) - len(suffix)) / len(repeated)
	return []byte(prefix + strings.Repeat(repeated, count) + suffix)
}

// numbered repeats a text with a number in the place of "#", as often as there is room.
func numbered(prefix, repeated, suffix string, most int) []byte {
	var text strings.Builder
	text.WriteString(prefix)
	for n := 0; n < most && text.Len()+len(repeated)+len(suffix)+16 < exportmanifest.MaxBytes; n++ {
		if n > 0 {
			text.WriteByte(',')
		}
		text.WriteString(strings.ReplaceAll(repeated, "#", strconv.Itoa(n)))
	}
	text.WriteString(suffix)
	return []byte(text.String())
}

const digest = `"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`

// artifacts returns a manifest of artifacts whose paths differ in a number.
func artifacts(t testing.TB, path string, most int) []byte {
	t.Helper()
	begin, end, found := strings.Cut(string(example(t, "3")), `"artifacts": [`)
	_, end, closed := strings.Cut(end, "\n  ],")
	if !found || !closed {
		t.Fatal("the example has another form")
	}
	entry := `{"path": "` + path + `", "sha256": ` + digest + `, "size_bytes": 1, "role": "base_model"}`
	return numbered(begin+`"artifacts": [`, entry, "],"+end, most)
}

// Whatever is in 16 MiB, judging them takes time and memory in proportion: the bounds are some
// times what they are on a slow machine, and far from those of quadratic work or a value for
// every byte.
func TestHostileDocumentsAreJudgedInBounds(t *testing.T) {
	deep := strings.Repeat("a/", 250)
	for name, data := range map[string][]byte{
		"one byte too many":  append(fill("", " ", ""), " "...),
		"white space":        fill("", " \n", ""),
		"brackets":           fill("", "[", ""),
		"braces":             fill("", `{"":`, ""),
		"zeros":              fill("[0", ",0", "]"),
		"digits":             fill("", "9", ""),
		"arrays in arrays":   fill("[[]", ",[[]]", "]"),
		"objects":            fill("[{}", `,{"a":0}`, "]"),
		"artifacts of zeros": fill(`{"artifacts":[[0`, ",0", "]]}"),
		"empty artifacts":    fill(`{"artifacts":[{}`, ",{}", "]}"),
		"open string":        fill(`"`, "a", ""),
		"escapes":            fill(`"`, `\u0041`, `"`),
		"escaped name":       fill(`{"`, `\u0041`, `":0}`),
		"long name":          fill(`{"`, "~", `":0}`),
		"long string":        fill(`{"schema_version":3,"quant":"`, "a", `"}`),
		"long path":          fill(`{"artifacts":[{"path":"`, "a/", `a"}]}`),
		"not UTF-8":          fill(`"`, "a", "\xff"),
		"names":              numbered("{", `"#":0`, "}", exportmanifest.MaxBytes),
		"names in entries":   numbered(`{"artifacts":[{`, `"#":0`, "}]}", exportmanifest.MaxBytes),
		"names too deep":     numbered(`[[{`, `"#":0`, "}]]", exportmanifest.MaxBytes),
		"equal paths":        artifacts(t, "base.gguf", 1<<16),
		"deep paths":         artifacts(t, deep+"#", 1<<16),
		"equal deep paths":   artifacts(t, deep+"a", 1<<16),
		"other deep paths":   artifacts(t, "#/"+deep+"a", 1<<16),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			report := exportmanifest.Validate(data)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
			if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 128*exportmanifest.MaxBytes {
				t.Errorf("%d MiB were allocated", allocated>>20)
			}
			t.Logf("%v, %d MiB, %d findings", took, (after.TotalAlloc-before.TotalAlloc)>>20, len(report.Findings))
		})
	}
}

// What a report lists is bounded and settable, and what it counts is not: errors come first.
func TestFindingsAreBoundedAndCounted(t *testing.T) {
	for name, data := range map[string][]byte{
		"schema": numbered("{", `"#":0`, "}", 5000),
		"rules":  artifacts(t, "con#/con.#", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			all := exportmanifest.ValidateWith(data, exportmanifest.ValidateOptions{MaxFindings: -1})
			if all.Truncated() || len(all.Findings) < 5000 {
				t.Fatalf("found %d of %+v", len(all.Findings), all.Counts())
			}
			report := exportmanifest.Validate(data)
			if !report.Truncated() || len(report.Findings) != exportmanifest.DefaultMaxFindings {
				t.Errorf("found %d, truncated %v", len(report.Findings), report.Truncated())
			}
			if report.Counts() != all.Counts() || report.OK() != all.OK() {
				t.Errorf("found %+v of %+v", report.Counts(), all.Counts())
			}
			few := exportmanifest.ValidateWith(data, exportmanifest.ValidateOptions{MaxFindings: 3})
			if !reflect.DeepEqual(few.Findings, report.Findings[:3]) || few.Counts() != all.Counts() {
				t.Errorf("found %v", few.Findings)
			}
		})
	}
}

func TestAsManyArtifactsAsThereMayBe(t *testing.T) {
	data := artifacts(t, "base.#.gguf", 1<<16)
	manifest, _, err := exportmanifest.Parse(data)
	if err != nil || len(manifest.Artifacts) != 1<<16 || manifest.Artifacts[1<<16-1].Path != "base.65535.gguf" {
		t.Errorf("found %v", err)
	}
	_, _, err = exportmanifest.Parse(artifacts(t, "base.#.gguf", 1<<16+1))
	if found := findings(t, err); len(found) != 1 || found[0].Code != exportmanifest.CodeSchemaMaxItems {
		t.Errorf("found %v", found)
	}
}

func TestReportsDoNotKeepTheirDocuments(t *testing.T) {
	held := func() uint64 {
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	before := held()
	reports := make([]exportmanifest.Report, 50)
	for index := range reports {
		long := strings.Repeat("x", 1<<20)
		reports[index] = exportmanifest.Validate(fmt.Appendf(nil, `{"quant": "no quantization %d", "created_by": %q}`, index, long))
	}
	if kept := int64(held()) - int64(before); kept > 25<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
	runtime.KeepAlive(reports)
}

// FuzzParse looks for bytes that stop the reader, and for a manifest that is accepted and is not
// what encoding/json and the writer make of it.
func FuzzParse(f *testing.F) {
	for _, version := range []string{"1", "2", "3"} {
		f.Add(example(f, version))
	}
	f.Add([]byte(`{"a": [1, -0, "\ud800\udc00", {"a": null}], "a": 1.5e3}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		manifest, _, err := exportmanifest.Parse(data)
		if err != nil {
			return
		}
		var lax map[string]any
		if err := json.Unmarshal(data, &lax); err != nil {
			t.Fatalf("accepted although %v", err)
		}
		written, err := exportmanifest.Marshal(manifest)
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		again, err := exportmanifest.Migrate(data, exportmanifest.Latest, exportmanifest.MigrateOptions{})
		if err != nil || string(again.Document) != string(written) {
			t.Fatalf("migrated to another document, %v:\n%s\n%s", err, again.Document, written)
		}
	})
}
