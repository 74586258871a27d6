// Generated from src/dlm_codegen/go/runtime/agreement/agreement_test.go by `nox -s generate`. Do not edit.

package agreement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

func TestGeneratedChecksAgreeWithAnIndependentValidator(t *testing.T) {
	for _, version := range exportmanifest.Versions() {
		t.Run(strconv.Itoa(version), func(t *testing.T) {
			schema := compile(t, version)
			random := rand.New(rand.NewPCG(uint64(version), 0))
			seen := make(map[string]int)
			for range 10000 {
				document := example(t, version)
				for range 1 + random.IntN(3) {
					disturb(document, random)
				}
				data, err := json.Marshal(document)
				if err != nil {
					t.Fatal(err)
				}
				report := exportmanifest.Validate(data)
				if report.Version != version {
					continue // another claims it, or it is no strict JSON text
				}
				found := ours(report)
				for place := range found {
					code, _, _ := strings.Cut(place, " ")
					seen[code]++
				}
				expected := theirs(t, schema, data)
				hide(found, expected)
				if !maps.Equal(found, expected) {
					t.Fatalf("%s\ngives %v\n  not %v", data, found, expected)
				}
			}
			for _, code := range codes(version) {
				if seen[string(code)] == 0 {
					t.Errorf("no document gave %s", code)
				}
			}
		})
	}
}

// codes are those that the documents of this test must give, so that none goes untested.
func codes(version int) []exportmanifest.Code {
	found := []exportmanifest.Code{
		exportmanifest.CodeSchemaAdditionalProperties,
		exportmanifest.CodeSchemaMaxLength,
		exportmanifest.CodeSchemaMinLength,
		exportmanifest.CodeSchemaMinimum,
		exportmanifest.CodeSchemaPattern,
		exportmanifest.CodeSchemaRequired,
		exportmanifest.CodeSchemaType,
	}
	if version > 1 { // which has no member of few values
		found = append(found, exportmanifest.CodeSchemaEnum)
	}
	return found
}

func TestTooManyEntriesAreOneFinding(t *testing.T) {
	for _, version := range exportmanifest.Versions() {
		document := example(t, version)
		entry := document["artifacts"].([]any)[0]
		document["artifacts"] = slices.Repeat([]any{entry}, 1<<16+1)
		data, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		found := ours(exportmanifest.Validate(data))
		expected := theirs(t, compile(t, version), data)
		if !maps.Equal(found, expected) || len(found) != 1 {
			t.Errorf("version %d gives %v, not %v", version, found, expected)
		}
	}
}

func compile(t *testing.T, version int) *jsonschema.Schema {
	t.Helper()
	published, err := exportmanifest.Schema(version)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func example(t *testing.T, version int) map[string]any {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("../testdata/v%d.json", version))
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// ours returns the schema findings of a report as "<code> <pointer>", each with how often it occurs.
func ours(report exportmanifest.Report) map[string]int {
	found := make(map[string]int)
	for _, finding := range report.Findings {
		if strings.HasPrefix(string(finding.Code), "schema/") {
			found[string(finding.Code)+" "+finding.Pointer]++
		}
	}
	return found
}

// theirs returns the same as the independent validator has it.
func theirs(t *testing.T, schema *jsonschema.Schema, data []byte) map[string]int {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]int)
	var collect func(*jsonschema.ValidationError)
	collect = func(failure *jsonschema.ValidationError) {
		at := func(keyword string, names ...string) {
			pointer := ""
			for _, token := range append(slices.Clone(failure.InstanceLocation), names...) {
				pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
			}
			found["schema/"+keyword+" "+pointer]++
		}
		switch reason := failure.ErrorKind.(type) {
		case *kind.Schema, *kind.Group, *kind.Reference:
		case *kind.Required:
			for _, name := range reason.Missing {
				at("required", name)
			}
		case *kind.AdditionalProperties:
			for _, name := range reason.Properties {
				at("additionalProperties", name)
			}
		default:
			path := reason.KeywordPath()
			at(path[len(path)-1])
		}
		for _, cause := range failure.Causes {
			collect(cause)
		}
	}
	var failure *jsonschema.ValidationError
	if err := schema.Validate(document); errors.As(err, &failure) {
		collect(failure)
	} else if err != nil {
		t.Fatal(err)
	}
	return found
}

// hide removes what one of the two does not ask after a keyword has failed: the independent validator
// asks no value of another type for const or enum, and the specification no text that is too long
// for anything else.
func hide(found, theirs map[string]int) {
	for place := range theirs {
		if pointer, ok := strings.CutPrefix(place, "schema/type "); ok {
			delete(found, "schema/const "+pointer)
			delete(found, "schema/enum "+pointer)
		}
		if pointer, ok := strings.CutPrefix(place, "schema/maxLength "); ok {
			delete(theirs, "schema/pattern "+pointer)
		}
	}
}

var values = []any{
	nil, true, false, 0, 1, -1, 65536, 9007199254740991, []any{}, []any{"a"}, map[string]any{},
	map[string]any{"path": "a"}, "", "a", "hf", "ollama", "ollamA", "llama-server", "adapter", "\u00e9",
	"a/b", "a//b", "/a", "a/", "a.", "a..b", "../a", "a b", "a:b", "a/b:c", "-", "A~1",
	"2026-04-23T18:42:00", "2026-04-23T18:42:00Z", "2026-13-23T18:42:00", "2026-02-30T24:00:00Z",
	strings.Repeat("a", 40), strings.Repeat("a", 64), strings.Repeat("a", 65), strings.Repeat("A", 40),
	strings.Repeat("a", 128), strings.Repeat("a", 129), strings.Repeat("a", 512), strings.Repeat("a", 513),
	"a\\b", "\u00e9/..", "...", "..a/b", "a/...", "C:/a", "a/C:", "\U0001f600/.a", ".:", "..:",
	strings.Repeat("a/", 256), strings.Repeat("\u00e9", 512), strings.Repeat("\U0001f600/", 300),
	strings.Repeat("a", 1024), strings.Repeat("\u00e9", 1025), strings.Repeat("\u00e9", 64), strings.Repeat("\U0001f600", 40), strings.Repeat("\U0001f600", 65),
}

var names = []string{"", "$schema", "__proto__", "Quant", "role", "path", "a/b~c", "\u00e9"}

// disturb sets, removes, adds or edits a member of a document or of one of its artifacts.
func disturb(document map[string]any, random *rand.Rand) {
	object := document
	if artifacts, ok := document["artifacts"].([]any); ok && len(artifacts) > 0 && random.IntN(2) == 0 {
		entry, ok := artifacts[random.IntN(len(artifacts))].(map[string]any)
		if !ok || random.IntN(16) == 0 {
			document["artifacts"] = append(artifacts, values[random.IntN(len(values))])
			return
		}
		object = entry
	}
	members := slices.Sorted(maps.Keys(object))
	if len(members) == 0 {
		return
	}
	member := members[random.IntN(len(members))]
	switch random.IntN(8) {
	case 0:
		delete(object, member)
	case 1:
		object[names[random.IntN(len(names))]] = values[random.IntN(len(values))]
	case 2, 3, 4:
		object[member] = values[random.IntN(len(values))]
	default:
		if text, ok := object[member].(string); ok {
			object[member] = edit(text, random)
		}
	}
}

func edit(text string, random *rand.Rand) string {
	const others = "aZ0./\\:_-+ ~\u00e9\U0001f600"
	chars, alphabet := []rune(text), []rune(others)
	other := alphabet[random.IntN(len(alphabet))]
	at := random.IntN(len(chars) + 1)
	if at < len(chars) && random.IntN(2) == 0 {
		chars[at] = other
		return string(chars)
	}
	return string(slices.Insert(chars, at, other))
}
