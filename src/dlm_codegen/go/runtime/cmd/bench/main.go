// Command bench measures, for each manifest that is named, how long [exportmanifest.Parse] takes and
// how long encoding/json takes to decode the same bytes into a struct, which judges next to nothing.
// Both are measured alternately in one process. It prints a JSON object for each file, on one line.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

const (
	rounds = 101
	// A round takes at least this long, so that the clock's resolution does not matter.
	shortest = 2 * time.Millisecond
)

// The struct that one would write by hand, for encoding/json to fill.
type usual struct {
	SchemaVersion     int64   `json:"schema_version"`
	Target            string  `json:"target"`
	Quant             string  `json:"quant"`
	Merged            bool    `json:"merged"`
	Dequantized       bool    `json:"dequantized"`
	OllamaName        *string `json:"ollama_name"`
	CreatedAt         string  `json:"created_at"`
	CreatedBy         string  `json:"created_by"`
	LlamaCppTag       *string `json:"llama_cpp_tag"`
	BaseModelHFID     string  `json:"base_model_hf_id"`
	BaseModelRevision string  `json:"base_model_revision"`
	AdapterVersion    int64   `json:"adapter_version"`
	Artifacts         []struct {
		Path      string `json:"path"`
		SHA256    string `json:"sha256"`
		SizeBytes int64  `json:"size_bytes"`
		Role      string `json:"role"`
	} `json:"artifacts"`
}

type result struct {
	File      string `json:"file"`
	Artifacts int    `json:"artifacts"`
	OursNS    int64  `json:"ours_ns"`
	UsualNS   int64  `json:"usual_ns"`
	Usual     string `json:"usual"`
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: bench FILE...")
		os.Exit(2)
	}
	encoder := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[1:] {
		measured, err := measure(file)
		if err == nil {
			err = encoder.Encode(measured)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

func measure(file string) (*result, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	manifest, _, err := exportmanifest.Parse(data)
	if err != nil {
		return nil, err
	}
	var failed error
	ours := func() {
		if _, _, err := exportmanifest.Parse(data); err != nil {
			failed = err
		}
	}
	theirs := func() {
		var decoded usual
		if err := json.Unmarshal(data, &decoded); err != nil {
			failed = err
		}
	}
	ourCount, theirCount := enough(ours), enough(theirs)
	var ourTimes, theirTimes []int64
	for range rounds {
		ourTimes = append(ourTimes, each(ours, ourCount))
		theirTimes = append(theirTimes, each(theirs, theirCount))
	}
	return &result{
		file, len(manifest.Artifacts), median(ourTimes), median(theirTimes), "encoding/json",
	}, failed
}

// enough returns how often a function is to be called in a round.
func enough(function func()) int {
	count := 1
	for each(function, count)*int64(count) < int64(shortest) {
		count *= 2
	}
	return count
}

// each returns the nanoseconds that a call takes, over a number of calls.
func each(function func(), count int) int64 {
	start := time.Now()
	for range count {
		function()
	}
	return time.Since(start).Nanoseconds() / int64(count)
}

func median(times []int64) int64 {
	slices.Sort(times)
	return times[len(times)/2]
}
