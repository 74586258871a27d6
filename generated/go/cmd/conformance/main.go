// Generated from src/dlm_codegen/go/runtime/cmd/conformance/main.go by `nox -s generate`. Do not edit.

// Command conformance answers the batch protocol of the conformance corpus (schema/corpus/PROTOCOL.md
// of https://github.com/tenseleyFlow/dlm-schema) with this module's package.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// release is the version of the specification's packages in all languages.
const release = "0.1.0"

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// serve answers each line with a line, until there is no more.
func serve(requests io.Reader, answers io.Writer) error {
	lines := bufio.NewReader(requests)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if err := encoder.Encode(answerTo(line)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// A request is one of start, validate, migrate, step, verify and check. Input is base64 in the text.
type request struct {
	exportmanifest.Step
	ID        json.Number `json:"id"`
	Type      string      `json:"type"`
	Protocol  int         `json:"protocol"`
	Input     []byte      `json:"input"`
	Directory string      `json:"directory"`
	To        int         `json:"to"`
	AllowLoss bool        `json:"allow_loss"`
}

type failed struct {
	ID    *json.Number `json:"id"`
	Error string       `json:"error"`
}

type started struct {
	ID       json.Number `json:"id"`
	Name     string      `json:"name"`
	Language string      `json:"language"`
	Version  string      `json:"version"`
	Levels   []string    `json:"levels"`
	Detail   string      `json:"detail"`
}

type validated struct {
	ID      json.Number `json:"id"`
	Valid   bool        `json:"valid"`
	Version *int        `json:"version"`
	// Places are findings. Only their code, severity and pointer are looked at.
	Errors   []exportmanifest.Finding `json:"errors"`
	Warnings []exportmanifest.Finding `json:"warnings"`
}

type verified struct {
	validated
	Notes []exportmanifest.Finding `json:"notes"`
}

type checked struct {
	ID       json.Number `json:"id"`
	Valid    bool        `json:"valid"`
	Findings []found     `json:"findings"`
}

// A found is a finding, and the place in the store that it is about.
type found struct {
	Code     exportmanifest.Code     `json:"code"`
	Severity exportmanifest.Severity `json:"severity"`
	Pointer  string                  `json:"pointer"`
	Path     string                  `json:"path"`
}

type migrated struct {
	validated
	// Output is null where there is none, and base64 else.
	Output   []byte                   `json:"output"`
	Losses   []exportmanifest.Loss    `json:"losses"`
	Findings []exportmanifest.Finding `json:"findings"`
}

func answerTo(line []byte) any {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return failure(&asked, err.Error())
	}
	switch asked.Type {
	case "start":
		if asked.Protocol != 1 {
			return failure(&asked, fmt.Sprintf("this is protocol 1, not %d", asked.Protocol))
		}
		return start(asked.ID)
	case "validate", "migrate", "step":
		if asked.Input == nil {
			return failure(&asked, "input must be base64")
		}
		if asked.Type != "validate" {
			return migrate(&asked)
		}
		return validation(asked.ID, exportmanifest.Validate(asked.Input))
	case "verify":
		return verify(&asked)
	case "check":
		return check(&asked)
	default:
		return failure(&asked, "the type of a request is one of start, validate, migrate, step, verify and check")
	}
}

func failure(asked *request, message string) failed {
	if asked.ID == "" {
		return failed{nil, message}
	}
	return failed{&asked.ID, message}
}

func start(id json.Number) started {
	levels := []string{"encoding", "schema", "rules", "migrations", "operations", "files", "store"}
	return started{id, "exportmanifest", "Go", release, levels, "full"}
}

func validation(id json.Number, report exportmanifest.Report) validated {
	answer := validated{
		ID: id, Valid: report.OK(), Errors: listed(report.Errors()), Warnings: listed(report.Warnings()),
	}
	if report.Version != 0 {
		answer.Version = &report.Version
	}
	return answer
}

// listed returns a slice that is written as an array even when it is empty.
func listed[T any](values []T) []T {
	return append([]T{}, values...)
}

func verify(asked *request) any {
	options := exportmanifest.VerifyOptions{}
	report, err := exportmanifest.Verify(context.Background(), asked.Directory, options)
	if err != nil && !isVerdict(err) {
		return failure(asked, err.Error())
	}
	return verified{validation(asked.ID, report), listed(report.Notes())}
}

// isVerdict tells whether an error says that something is not valid, and not that it was not judged.
func isVerdict(err error) bool {
	invalid := (*exportmanifest.InvalidManifestError)(nil)
	return errors.As(err, &invalid)
}

func check(asked *request) any {
	options := exportmanifest.VerifyOptions{}
	reports, err := exportmanifest.CheckStore(context.Background(), asked.Directory, options)
	if err != nil && !isVerdict(err) {
		return failure(asked, err.Error())
	}
	answer := checked{asked.ID, err == nil, []found{}}
	for _, report := range reports {
		for _, each := range report.Findings {
			answer.Findings = append(answer.Findings, found{each.Code, each.Severity, each.Pointer, report.Path})
		}
	}
	return answer
}

func migrate(asked *request) any {
	options := exportmanifest.MigrateOptions{AllowLoss: asked.AllowLoss}
	execute := exportmanifest.Migrate
	if asked.Type == "step" {
		execute = asked.Step.Migrate
	}
	migration, err := execute(asked.Input, asked.To, options)
	answer := migrated{Losses: []exportmanifest.Loss{}, Findings: []exportmanifest.Finding{}}
	var invalid *exportmanifest.InvalidManifestError
	var loss *exportmanifest.MigrationLossError
	switch {
	case err == nil:
		answer.validated = validation(asked.ID, exportmanifest.Report{Version: migration.From})
		answer.Output = migration.Document
		answer.Losses = listed(migration.Losses)
		answer.Findings = listed(migration.Findings)
	case errors.As(err, &invalid):
		answer.validated = validation(asked.ID, invalid.Report)
	case errors.As(err, &loss):
		answer.validated = validation(asked.ID, exportmanifest.Report{Version: loss.From})
		answer.Losses = loss.Losses
	default:
		return failure(asked, err.Error())
	}
	return answer
}
