package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// What is no request is answered by an error, and the next one counts.
func TestEveryLineIsAnswered(t *testing.T) {
	refused := []string{
		"",
		"null",
		"no JSON",
		strings.Repeat("[", 100_000),
		"{}",
		`{"id": 1, "type": "start", "protocol": 2}`,
		`{"id": 1, "type": "check", "directory": ""}`,
		`{"id": 1, "type": "ask", "directory": "/"}`,
		`{"id": 1, "type": "validate"}`,
		`{"id": 1, "type": "validate", "input": "e30"}`,
		`{"id": 1, "type": "migrate", "input": "e30=", "allow_loss": false}`,
		`{"id": 1, "type": "migrate", "input": "e30=", "to": "3"}`,
	}
	asked := strings.Join(refused, "\n") + "\n" + `{"id": 2, "type": "validate", "input": "W10="}`
	var answers bytes.Buffer
	if err := serve(strings.NewReader(asked), &answers); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(&answers)
	for _, line := range refused {
		var answer struct{ Error string }
		if err := decoder.Decode(&answer); err != nil || answer.Error == "" {
			t.Errorf("%.60s: answered %v, %v", line, answer, err)
		}
	}
	var last struct {
		ID     int
		Valid  *bool
		Errors []exportmanifest.Finding
	}
	if err := decoder.Decode(&last); err != nil || last.ID != 2 || last.Valid == nil || *last.Valid {
		t.Errorf("the last request was answered %+v, %v", last, err)
	}
	if len(last.Errors) != 1 || last.Errors[0].Code != "version/not-an-object" {
		t.Errorf("found %v", last.Errors)
	}
}
