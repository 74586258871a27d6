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

// An answer has the members of the protocol. Of findings, only their code, severity and pointer are
// looked at.
type answer map[string]any

func answerTo(line []byte) answer {
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

func failure(asked *request, message string) answer {
	if asked.ID == "" {
		return answer{"id": nil, "error": message}
	}
	return answer{"id": asked.ID, "error": message}
}

func start(id json.Number) answer {
	levels := []string{"encoding", "schema", "rules", "migrations", "operations", "files", "store"}
	return answer{
		"id": id, "name": "exportmanifest", "language": "Go", "version": release, "levels": levels, "detail": "full",
	}
}

func validation(id json.Number, report exportmanifest.Report) answer {
	given := answer{
		"id": id, "valid": report.OK(), "version": nil,
		"errors": listed(report.Errors()), "warnings": listed(report.Warnings()),
	}
	if report.Version != 0 {
		given["version"] = report.Version
	}
	return given
}

// listed returns a slice that is written as an array even when it is empty.
func listed[T any](values []T) []T {
	return append([]T{}, values...)
}

func verify(asked *request) answer {
	options := exportmanifest.VerifyOptions{}
	report, err := exportmanifest.Verify(context.Background(), asked.Directory, options)
	if err != nil && !isVerdict(err) {
		return failure(asked, err.Error())
	}
	given := validation(asked.ID, report)
	given["notes"] = listed(report.Notes())
	return given
}

// isVerdict tells whether an error says that something is not valid, and not that it was not judged.
func isVerdict(err error) bool {
	invalid := (*exportmanifest.InvalidManifestError)(nil)
	return errors.As(err, &invalid)
}

func check(asked *request) answer {
	options := exportmanifest.VerifyOptions{}
	reports, err := exportmanifest.CheckStore(context.Background(), asked.Directory, options)
	if err != nil && !isVerdict(err) {
		return failure(asked, err.Error())
	}
	findings := []answer{}
	for _, report := range reports {
		for _, each := range report.Findings {
			findings = append(findings, answer{
				"code": each.Code, "severity": each.Severity, "pointer": each.Pointer, "path": report.Path,
			})
		}
	}
	return answer{"id": asked.ID, "valid": err == nil, "findings": findings}
}

func migrate(asked *request) answer {
	options := exportmanifest.MigrateOptions{AllowLoss: asked.AllowLoss}
	execute := exportmanifest.Migrate
	if asked.Type == "step" {
		execute = asked.Step.Migrate
	}
	migration, err := execute(asked.Input, asked.To, options)
	var report exportmanifest.Report
	var invalid *exportmanifest.InvalidManifestError
	var loss *exportmanifest.MigrationLossError
	switch {
	case err == nil:
		report.Version = migration.From
	case errors.As(err, &invalid):
		report, migration = invalid.Report, &exportmanifest.Migration{}
	case errors.As(err, &loss):
		report.Version, migration = loss.From, &exportmanifest.Migration{Losses: loss.Losses}
	default:
		return failure(asked, err.Error())
	}
	given := validation(asked.ID, report)
	given["output"] = migration.Document // null where there is none, and base64 else
	given["losses"], given["findings"] = listed(migration.Losses), listed(migration.Findings)
	return given
}
