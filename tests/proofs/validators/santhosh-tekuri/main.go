// Command judge judges documents by santhosh-tekuri/jsonschema: `judge FOLDER`. README.md above has
// the form.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const base = "https://mirror.invalid/export-manifest/"

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	for _, entry := range entries {
		file, err := os.Open(folder + "/" + entry.Name() + "/schema.json")
		if err != nil {
			return err
		}
		schema, err := jsonschema.UnmarshalJSON(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		if err := compiler.AddResource(base+entry.Name()+"/schema.json", schema); err != nil {
			return err
		}
	}
	judges := make(map[string]*jsonschema.Schema)
	for _, entry := range entries {
		judge, err := compiler.Compile(base + entry.Name() + "/schema.json")
		if err != nil {
			return err
		}
		judges[entry.Name()] = judge
	}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var question struct{ Schema, Document string }
		if err := json.Unmarshal(line, &question); err != nil {
			return err
		}
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(question.Document))
		if err != nil {
			return err
		}
		fmt.Println(judges[question.Schema].Validate(document) == nil)
	}
}
