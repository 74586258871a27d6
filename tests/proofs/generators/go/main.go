// Command roundtrip reads and writes documents by generated Go. README.md above has the form.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(err)
		}
		var text string
		if err := json.Unmarshal(line, &text); err != nil {
			panic(err)
		}
		answer, err := json.Marshal(roundTrip(text))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(answer))
	}
}

// roundTrip returns nil where the document is refused.
func roundTrip(text string) *string {
	var manifest ExportManifest
	if json.Unmarshal([]byte(text), &manifest) != nil {
		return nil
	}
	data, err := json.Marshal(manifest)
	if err != nil {
		return nil
	}
	written := string(data)
	return &written
}
