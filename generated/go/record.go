// Generated from src/dlm_codegen/go/runtime/record.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// A record is what a store's manifest.json says of its exports (SPEC section 7.3).
type record struct {
	// rows are the entries of exports, oldest first, and problem says why there are none.
	rows    []value
	problem string
	// last is where the last row of an export is, and merged where that of a merged export is, by its
	// quant and base model.
	last   map[identity]int
	merged map[[2]string]int
}

// An identity tells which export a row is of. The target is the zero value where the row has none.
type identity struct {
	quant  string
	merged bool
	target value
}

var recordShape = &shape{names: []string{"exports"}, members: []*shape{{items: storeRowShape, maxItems: MaxBytes}}}

const (
	// A longer text whose values take less than so many bytes each is not read: they take far more in memory.
	longestDense  = 1 << 20
	bytesOfAValue = 16
)

// readRecord reads the record of the store in a directory. Whatever is there, the outcome is one.
func readRecord(files rooted) *record {
	data, err := readAll(files, recordFilename)
	if err != nil {
		return &record{problem: "cannot be read: " + refusal(err, "", "", "").Message}
	}
	begun := bytes.Count(data, []byte(",")) + bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{"))
	if len(data) > longestDense && begun*bytesOfAValue > len(data) {
		return &record{problem: "cannot be read: it holds too many values for its size"}
	}
	root, fault := readLax(data, recordShape)
	switch {
	case fault != nil:
		return &record{problem: "cannot be read: " + fault.Message}
	case root.kind != objects:
		return &record{problem: fmt.Sprintf("is no object but %s", &root)}
	case root.parts.values[0].kind != arrays:
		return &record{problem: "has no array " + recordShape.names[0]}
	}
	r := &record{rows: root.parts.values[0].parts.values, last: map[identity]int{}, merged: map[[2]string]int{}}
	for position := range r.rows {
		row := &r.rows[position]
		if row.kind != objects {
			continue
		}
		members := row.parts.values
		quant, merged, target := members[storeRowQuant], &members[storeRowMerged], members[storeRowTarget]
		if quant.kind != strs || merged.kind != booleans || target.kind != 0 && target.kind != strs {
			continue
		}
		r.last[identity{quant.text, isTrue(merged), target}] = position
		if base := &members[storeRowBaseGGUFSHA256]; isTrue(merged) && base.kind == strs {
			r.merged[[2]string{quant.text, base.text}] = position
		}
	}
	return r
}

// gone yields the names of directories that rows are of and that are not there, and where the last of
// these rows are.
func (r *record) gone(names map[string]bool) iter.Seq2[string, int] {
	last := make(map[string]int)
	for export, position := range r.last {
		name, ok := directories().Directories[export.target.text]
		if !ok {
			name = export.quant
		}
		if !names[name] {
			last[name] = max(last[name], position)
		}
	}
	return func(yield func(string, int) bool) {
		for _, name := range slices.Sorted(maps.Keys(last)) {
			if !yield(name, last[name]) {
				return
			}
		}
	}
}

// compare compares the manifest of an export with its row.
func (r *record) compare(m *ExportManifest) (findings []Finding) {
	if r.problem != "" {
		return []Finding{problem(CodeStoreSummaryMissing, "", "the store's %s %s", recordFilename, r.problem)}
	}
	position := -1
	for _, target := range []value{{}, text(string(m.Target))} {
		if last, ok := r.last[identity{m.Quant, m.Merged, target}]; ok {
			position = max(position, last)
		}
	}
	if position < 0 {
		return []Finding{problem(CodeStoreSummaryMissing, "",
			"the store's %s has no row of the export: target %s, quant %s, merged %t", recordFilename, m.Target, m.Quant, m.Merged)}
	}
	row := r.rows[position].parts.values
	differs := func(pointer string, slot int, found string) {
		message := fmt.Sprintf("the store's %s has another %s: expected %s, found %s",
			recordFilename, storeRowShape.names[slot], &row[slot], found)
		// What disagrees at one place is one finding.
		if last := len(findings) - 1; last >= 0 && findings[last].Pointer == pointer {
			findings[last].Message += "; " + message
			return
		}
		findings = append(findings, problem(CodeStoreSummaryMismatch, pointer, "%s", message))
	}
	for _, digest := range []struct {
		slot int
		role Role
	}{{storeRowBaseGGUFSHA256, RoleBaseModel}, {storeRowAdapterGGUFSHA256, RoleAdapter}} {
		recorded := &row[digest.slot]
		listed, pointer := digestsOf(m, digest.role)
		switch {
		case recorded.kind == 0:
		case len(listed) == 0 && recorded.kind != nulls:
			differs(pointer, digest.slot, "no GGUF artifact of the role "+string(digest.role))
		case len(listed) > 0 && !slices.ContainsFunc(listed, recorded.equal):
			differs(pointer, digest.slot, listed[0].text)
		}
	}
	for _, member := range []struct {
		slot    int
		pointer string
		text    *string
	}{{storeRowOllamaName, "/ollama_name", m.OllamaName}, {storeRowLlamaCppTag, "/llama_cpp_tag", m.LlamaCppTag}} {
		var listed value
		carryOptional(carryText[string])(&member.text, &listed, true)
		if recorded := &row[member.slot]; recorded.kind != 0 && !recorded.equal(listed) {
			differs(member.pointer, member.slot, listed.String())
		}
	}
	base := &row[storeRowBaseGGUFSHA256]
	if merged, ok := r.merged[[2]string{m.Quant, base.text}]; ok && base.kind == strs && !m.Merged {
		_, pointer := digestsOf(m, RoleBaseModel)
		findings = append(findings, problem(CodeStoreMergedBaseReused, pointer,
			"the base model is the one of a merged export (/exports/%d of the store's %s)", merged, recordFilename))
	}
	return findings
}

// digestsOf returns the digests of the GGUF artifacts of a role, and where the first one is.
func digestsOf(m *ExportManifest, role Role) (digests []value, pointer string) {
	pointer = "/artifacts"
	for index := range m.Artifacts {
		artifact := &m.Artifacts[index]
		if artifact.Role != role || !strings.HasSuffix(artifact.Path, ".gguf") {
			continue
		}
		if digests == nil {
			pointer = fmt.Sprintf("/artifacts/%d/sha256", index)
		}
		digests = append(digests, text(artifact.SHA256))
	}
	return digests, pointer
}
