// Generated from src/dlm_codegen/go/runtime/manifest_test.go by `nox -s generate`. Do not edit.

package exportmanifest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// example returns one export as a manifest of some version (SPEC appendix A), in canonical form.
func example(t testing.TB, version string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/v" + version + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// replace changes text that must be there.
func replace(t testing.TB, data []byte, old, new string) []byte {
	t.Helper()
	if bytes.Count(data, []byte(old)) != 1 {
		t.Fatalf("%q does not occur once", old)
	}
	return bytes.Replace(data, []byte(old), []byte(new), 1)
}

func typed() *exportmanifest.ExportManifestV3 {
	name, tag := "my-tutor:v3", "b8816"
	return &exportmanifest.ExportManifestV3{
		SchemaVersion:     3,
		Target:            exportmanifest.TargetOllama,
		Quant:             "Q4_K_M",
		Merged:            true,
		OllamaName:        &name,
		CreatedAt:         "2026-04-23T18:42:00Z",
		CreatedBy:         "dlm-0.10.0",
		LlamaCppTag:       &tag,
		BaseModelHFID:     "HuggingFaceTB/SmolLM2-135M-Instruct",
		BaseModelRevision: "12fd25f77366fa6b3b4b768ec3050bf629380bac",
		AdapterVersion:    3,
		Artifacts: []exportmanifest.ExportArtifactV3{{
			Path:      "base.Q4_K_M.gguf",
			SHA256:    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			SizeBytes: 47211904,
			Role:      exportmanifest.RoleBaseModel,
		}},
	}
}

func findings(t *testing.T, err error) []exportmanifest.Finding {
	t.Helper()
	var invalid *exportmanifest.InvalidManifestError
	if !errors.As(err, &invalid) {
		t.Fatalf("expected an InvalidManifestError, found %T: %v", err, err)
	}
	return invalid.Report.Findings
}

func TestEveryVersionIsReadAsTheLatest(t *testing.T) {
	for _, version := range []string{"1", "2", "3"} {
		data := example(t, version)
		manifest, warnings, err := exportmanifest.ParseReader(bytes.NewReader(data))
		if err != nil || len(warnings) > 0 {
			t.Fatal(warnings, err)
		}
		expected, err := exportmanifest.Migrate(data, exportmanifest.Latest, exportmanifest.MigrateOptions{})
		if err != nil || !bytes.Equal(marshal(t, manifest), expected.Document) {
			t.Errorf("version %s is read as %+v, %v", version, manifest, err)
		}
		if found, err := exportmanifest.DetectVersion(data); err != nil || strconv.Itoa(found) != version {
			t.Errorf("version %s is found to be %d, %v", version, found, err)
		}
	}
	_, _, err := exportmanifest.ParseReader(endless{})
	if found := findings(t, err); found[0].Code != exportmanifest.CodeEncodingSize {
		t.Errorf("an endless reader gives %v", found)
	}
}

// endless is a reader of white space.
type endless struct{}

func (endless) Read(data []byte) (int, error) {
	for index := range data {
		data[index] = ' '
	}
	return len(data), nil
}

func TestEveryFindingIsReportedInOrder(t *testing.T) {
	data := replace(t, example(t, "3"), `"role": "base_model"`, `"Role": "base_model"`)
	data = replace(t, data, `"Q4_K_M"`, `""`)
	data = replace(t, data, `"merged": true`, `"merged": 1`)
	report := exportmanifest.Validate(data)
	var lines []string
	for _, finding := range report.Findings {
		lines = append(lines, finding.String())
	}
	expected := []string{
		`schema/additionalProperties at /artifacts/0/Role: the member "Role" is not defined in this version`,
		`schema/required at /artifacts/0/role: the member role is missing`,
		`schema/type at /merged: expected boolean, found 1`,
		`schema/minLength at /quant: expected at least 1 characters, found 0`,
		`schema/pattern at /quant: must be ASCII letters, digits, full stops, low lines and hyphens, ` +
			`beginning with a letter or digit; found ""`,
	}
	if report.Version != 3 || report.OK() || !reflect.DeepEqual(lines, expected) {
		t.Errorf("found version %d and\n%s", report.Version, strings.Join(lines, "\n"))
	}
}

func TestErrorNamesTheFirstFindingAndCountsTheOthers(t *testing.T) {
	_, _, err := exportmanifest.Parse([]byte("{\n\t\"a\": 01}"))
	expected := `not a valid export manifest: encoding/syntax at the top: ` +
		`line 2, column 8: expected ',' or '}', found "1"`
	if err == nil || err.Error() != expected {
		t.Errorf("found %v", err)
	}
	_, _, err = exportmanifest.Parse([]byte(`{"schema_version": 3}`))
	if err == nil || !strings.HasSuffix(err.Error(), "the member adapter_version is missing (and 11 more)") {
		t.Errorf("found %v", err)
	}
}

func TestMessagesRepeatNoUnboundedPart(t *testing.T) {
	long := strings.Repeat("\u00e9~/", 1<<16)
	for _, data := range []string{
		`{"` + long + `": 1, "` + long + `": 1}`,
		`{"schema_version": 3, "target": "` + long + `", "` + long + `": 1}`,
		`{"schema_version": "` + long + `"}`,
		`{"schema_version": ` + strings.Repeat("1", 1<<16) + `}`,
	} {
		report := exportmanifest.Validate([]byte(data))
		for _, finding := range report.Findings {
			if len(finding.Message) > 200 {
				t.Errorf("%s has a message of %d bytes", finding.Code, len(finding.Message))
			}
		}
		if text := report.Err().Error(); len(text) > 400 {
			t.Errorf("an error has a text of %d bytes", len(text))
		}
	}
}

func TestTypedManifestIsWrittenInCanonicalForm(t *testing.T) {
	written, err := exportmanifest.Marshal(typed())
	if err != nil || !bytes.Equal(written, example(t, "3")) {
		t.Errorf("found %v\n%s", err, written)
	}
	var older exportmanifest.ExportManifestV1
	if err := json.Unmarshal(example(t, "1"), &older); err != nil {
		t.Fatal(err)
	}
	written, err = exportmanifest.Marshal(&older)
	if err != nil || !bytes.Equal(written, example(t, "1")) {
		t.Errorf("found %v\n%s", err, written)
	}
}

func TestInvalidManifestIsNotWritten(t *testing.T) {
	for expected, change := range map[string]func(*exportmanifest.ExportManifestV3){
		"encoding/character /created_by":      func(m *exportmanifest.ExportManifestV3) { m.CreatedBy = "dlm\x00" },
		"encoding/utf8 ":                      func(m *exportmanifest.ExportManifestV3) { m.CreatedBy = "dlm\xff" },
		"encoding/number /adapter_version":    func(m *exportmanifest.ExportManifestV3) { m.AdapterVersion = 1 << 53 },
		"schema/minimum /adapter_version":     func(m *exportmanifest.ExportManifestV3) { m.AdapterVersion = 0 },
		"schema/pattern /created_by":          func(m *exportmanifest.ExportManifestV3) { m.CreatedBy = "dlm\u00e9\U0001f600\"\\" },
		"schema/enum /artifacts/0/role":       func(m *exportmanifest.ExportManifestV3) { m.Artifacts[0].Role = "" },
		"version/unsupported /schema_version": func(m *exportmanifest.ExportManifestV3) { m.SchemaVersion = 0 },
		"schema/maxLength /ollama_name": func(m *exportmanifest.ExportManifestV3) {
			name := strings.Repeat("a", 1025)
			m.OllamaName = &name
		},
		"rules/calendar-date /created_at": func(m *exportmanifest.ExportManifestV3) { m.CreatedAt = "2026-02-29T00:00:00Z" },
	} {
		manifest := typed()
		change(manifest)
		_, err := exportmanifest.Marshal(manifest)
		found := findings(t, err)[0]
		if shown := string(found.Code) + " " + found.Pointer; shown != expected {
			t.Errorf("expected %s, found %s", expected, found)
		}
		if _, err := json.Marshal(manifest); err == nil {
			t.Errorf("encoding/json writes a manifest of %s", expected)
		}
	}
	var none *exportmanifest.ExportManifestV3
	for _, manifest := range []exportmanifest.Manifest{none, nil} {
		_, err := exportmanifest.Marshal(manifest)
		if found := findings(t, err)[0]; found.Code != exportmanifest.CodeVersionNotAnObject {
			t.Errorf("nil gives %s", found)
		}
	}
}

// What encoding/json does on its own is to take these documents as valid.
func TestUnmarshalingIsAsStrictAsParsing(t *testing.T) {
	for expected, data := range map[exportmanifest.Code][]byte{
		exportmanifest.CodeEncodingDuplicateMember: replace(t, example(t, "3"),
			`"merged": true,`, `"merged": false, "merged": true,`),
		exportmanifest.CodeSchemaAdditionalProperties: replace(t, example(t, "3"),
			`"merged": true,`, `"merged": true, "Merged": false,`),
		exportmanifest.CodeSchemaRequired: replace(t, example(t, "3"), `"merged": true,`, ``),
		exportmanifest.CodeSchemaType:     replace(t, example(t, "3"), `"merged": true,`, `"merged": null,`),
	} {
		var manifest exportmanifest.ExportManifestV3
		found := findings(t, json.Unmarshal(data, &manifest))
		if found[0].Code != expected || !reflect.DeepEqual(manifest, exportmanifest.ExportManifestV3{}) {
			t.Errorf("expected %s, found %v", expected, found)
		}
	}
	var within struct {
		Export    exportmanifest.ExportManifestV2
		Artifacts []exportmanifest.ExportArtifact
	}
	data := append([]byte(`{"Export": `), example(t, "2")...)
	data = append(data, `, "Artifacts": [{"path": "/"}]}`...)
	found := findings(t, json.Unmarshal(data, &within))
	if within.Export.Target != exportmanifest.TargetOllama || found[0].Pointer != "/path" {
		t.Errorf("found %+v, %v", within, found)
	}
}

func TestUnmarshalingTakesItsVersionAlone(t *testing.T) {
	var manifest exportmanifest.ExportManifestV3
	err := json.Unmarshal(example(t, "2"), &manifest)
	expected := "expected a manifest of version 3, found version 2; Parse reads every version as the latest"
	if err == nil || err.Error() != expected {
		t.Errorf("found %v", err)
	}
}

func TestMarshalingSurvivesEncodingJSON(t *testing.T) {
	manifest := typed()
	manifest.CreatedBy = `<&">\`
	data, err := json.Marshal(struct {
		Export exportmanifest.ExportManifestV3
	}{*manifest})
	if err != nil {
		t.Fatal(err)
	}
	var within struct {
		Export exportmanifest.ExportManifestV3
	}
	if err := json.Unmarshal(data, &within); err != nil || !reflect.DeepEqual(&within.Export, manifest) {
		t.Errorf("found %+v, %v", within, err)
	}
}

func TestTimestampIsATime(t *testing.T) {
	var older exportmanifest.ExportManifestV2
	if err := json.Unmarshal(example(t, "2"), &older); err != nil {
		t.Fatal(err)
	}
	expected := time.Date(2026, 4, 23, 18, 42, 0, 0, time.UTC)
	for _, read := range []func() (time.Time, error){older.CreatedAtTime, typed().CreatedAtTime} {
		if created, err := read(); err != nil || !created.Equal(expected) {
			t.Errorf("found %v, %v", created, err)
		}
	}
}

func TestWarningsLeaveAManifestValid(t *testing.T) {
	data := replace(t, example(t, "3"), `"base.Q4_K_M.gguf"`, `"base \u00e9.gguf"`)
	data = replace(t, data, `"my-tutor:v3"`, `"my tutor"`)
	manifest, warnings, err := exportmanifest.Parse(data)
	if err != nil || manifest.Artifacts[0].Path != "base \u00e9.gguf" {
		t.Fatalf("found %+v, %v", manifest, err)
	}
	expected := []exportmanifest.Finding{{
		Code:     exportmanifest.CodeRulesUnportablePath,
		Severity: exportmanifest.SeverityWarning,
		Pointer:  "/artifacts/0/path",
		Message: "a path holds a character other than A-Z, a-z, 0-9, full stop, low line, plus sign and " +
			"hyphen, or a segment that ends in a full stop or has more than 255 characters: " +
			`"base \u00e9.gguf"`,
		Path:     "base \u00e9.gguf",
		Expected: "^[A-Za-z0-9._+-]{0,254}[A-Za-z0-9_+-]$",
		Observed: "base \u00e9.gguf",
	}, {
		Code:     exportmanifest.CodeRulesOllamaName,
		Severity: exportmanifest.SeverityWarning,
		Pointer:  "/ollama_name",
		Message:  `Ollama would refuse the name: "my tutor"`,
		Expected: "^((([A-Za-z0-9_][A-Za-z0-9_.-]{0,79}://){0,1}[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}/){0,1}" +
			"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}/){0,1}[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}" +
			"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}){0,1}$",
		Observed: "my tutor",
	}}
	if !reflect.DeepEqual(warnings, expected) {
		t.Errorf("found %+v", warnings)
	}
	report := exportmanifest.Validate(data)
	if !report.OK() || report.Err() != nil || len(report.Errors()) > 0 ||
		!reflect.DeepEqual(report.Warnings(), expected) {
		t.Errorf("found %+v", report)
	}
	var read exportmanifest.ExportManifestV3
	if err := json.Unmarshal(data, &read); err != nil || !bytes.Equal(marshal(t, &read), data) {
		t.Errorf("found %+v, %v", read, err)
	}
}

func TestErrorsAreNamedBeforeWarnings(t *testing.T) {
	data := replace(t, example(t, "3"), `"base.Q4_K_M.gguf"`, `"con"`)
	data = replace(t, data, `"2026-04-23`, `"2026-04-31`)
	_, _, err := exportmanifest.Parse(data)
	expected := "not a valid export manifest: rules/calendar-date at /created_at: " +
		"2026-04-31 is not a date of the Gregorian calendar"
	if len(findings(t, err)) != 2 || err.Error() != expected {
		t.Errorf("found %v", err)
	}
}

// The facts of findings are those that report.schema.json describes.
func TestFindingsTellProgramsWhatWasExpectedAndObserved(t *testing.T) {
	long := strings.Repeat("\u00e9", 1<<16)
	for _, each := range []struct{ old, new, expected string }{
		{`"adapter_version": 3`, `"adapter_version": 0`, `"expected":1,"observed":0`},
		{`"merged": true`, `"merged": [true]`, `"expected":"boolean","observed":"an array"`},
		{`"b8816"`, `7`, `"expected":["string","null"],"observed":7`},
		{`"ollama"`, `"vllm\u0020"`, `"expected":["ollama","llama-server","vllm","mlx-serve"],"observed":"vllm "`},
		{`"12fd25f77366fa6b3b4b768ec3050bf629380bac"`, `"` + long + `"`, `"expected":40,"observed":65536`},
		{`"dlm-0.10.0"`, `"dlm 0"`, `"expected":"^[!-~]{1,128}$","observed":"dlm 0"`},
		{`"base.Q4_K_M.gguf"`, `"base.F16.gguf"`, `"path":"base.F16.gguf","expected":"Q4_K_M","observed":"F16"`},
		{`"base.Q4_K_M.gguf"`, `"nul"`, `"path":"nul"`},
		{`"role": "base_model"`, `"role": 5`, `"path":"base.Q4_K_M.gguf","expected":` +
			`["base_model","adapter","projector","modelfile","chat_template","launch_script",` +
			`"runtime_config","other"],"observed":5`},
		{`"role": "base_model"`, `"rôle": 5`, `"path":"base.Q4_K_M.gguf"`},
		{`"schema_version": 3`, `"schema_version": 99`, `"observed":99`},
		{`"schema_version": 3`, `"schema_version": "3"`, `"expected":"integer","observed":"3"`},
	} {
		report := exportmanifest.Validate(replace(t, example(t, "3"), each.old, each.new))
		if len(report.Findings) == 0 {
			t.Fatalf("%s has no finding", each.new)
		}
		written, err := json.Marshal(report.Findings[0])
		if err != nil || !strings.HasSuffix(string(written), each.expected+"}") {
			t.Errorf("%s gives %v\n%s", each.new, err, written)
		}
	}
	vllm := replace(t, example(t, "3"), `"ollama"`, `"vllm"`)
	found := exportmanifest.Validate(vllm).Findings
	written, err := json.Marshal(found[len(found)-2])
	if err != nil || !strings.HasSuffix(string(written), `"expected":null,"observed":"my-tutor:v3"}`) {
		t.Errorf("found %v\n%s", err, written)
	}
	shown := exportmanifest.Validate(replace(t, example(t, "3"), `"Q4_K_M"`, `{"`+long+`": 1}`)).Findings[0]
	if len(shown.Message) > 200 || shown.Observed != "an object" {
		t.Errorf("found %+v", shown)
	}
}
