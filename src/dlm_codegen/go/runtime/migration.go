package exportmanifest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// MigrateOptions are the choices that a migration leaves to the caller.
type MigrateOptions struct {
	// AllowLoss lets a migration drop what the older version cannot hold. What that has no value for
	// at all, a loss of the code [CodeLossUnrepresentable], refuses a migration nevertheless.
	AllowLoss bool
}

// A Migration is what came of migrating a manifest (SPEC section 10).
type Migration struct {
	// From and To are the versions.
	From, To int
	// Document is the manifest of version To in canonical form.
	Document []byte
	// Losses are the values that were not carried over. There are none unless they were allowed.
	Losses []Loss
	// Findings are what the rules find in Document, errors too. Without losses it is what they find
	// in the manifest that was given. They are listed as those of a report are, and Counts is the
	// number of all.
	Findings []Finding
	Counts   Counts
}

// Migrate carries a manifest that its schema accepts to another version, one step at a time. Going
// up loses nothing, and going down again gives the same document back. Rules that the manifest
// breaks do not stop it. The data is not changed.
//
// The error is an [InvalidManifestError] when the schema rejects the manifest, a [MigrationLossError]
// when something would be lost and that is not allowed, and an [UnknownVersionError] when there is
// no version to. A manifest of version to is given back in canonical form.
func Migrate(data []byte, to int, options MigrateOptions) (*Migration, error) {
	position := lookup(to)
	if position < 0 {
		return nil, &UnknownVersionError{Version: to}
	}
	d, report := judgeSchema(data, DefaultMaxFindings)
	if err := report.Err(); err != nil {
		return nil, err
	}
	losses := d.migrate(position)
	if refused(losses, options) {
		return nil, &MigrationLossError{From: report.Version, To: to, Losses: losses}
	}
	migrated := canonical(&d.root)
	if fault := tooLarge(migrated); fault != nil {
		return nil, Report{Findings: []Finding{*fault}}.Err()
	}
	outcome := Report{Version: to}
	outcome.Findings, outcome.unlisted = judgeRules(d, DefaultMaxFindings)
	return &Migration{report.Version, to, migrated, losses, outcome.Findings, outcome.Counts()}, nil
}

// migrate carries a document to the version at a position and returns what that loses. The first
// step whose outcome the older schema does not accept is the last.
func (d *document) migrate(to int) (losses []Loss) {
	for d.position < to && operationsTo(d.position+1).set(&d.root, exportManifestShape) {
		d.position++
	}
	if d.position == to {
		return nil
	}
	root := d.root.plainObject(exportManifestShape)
	for ; d.position < to; d.position++ {
		operationsTo(d.position + 1).up(root)
	}
	for ; d.position > to && !slices.ContainsFunc(losses, Loss.unrepresentable); d.position-- {
		older := versions[d.position-1].schema
		losses = append(losses, operationsTo(d.position).down(root, older, exportManifestShape)...)
	}
	d.root = valueOf(root, exportManifestShape)
	return losses
}

// refused tells whether losses keep a migration from being carried out.
func refused(losses []Loss, options MigrateOptions) bool {
	if options.AllowLoss {
		return slices.ContainsFunc(losses, Loss.unrepresentable)
	}
	return len(losses) > 0
}

var migrations = sync.OnceValue(func() []operations {
	read := make([]operations, len(versions))
	for position := range versions {
		if path := versions[position].migration; path != "" {
			data, err := published.ReadFile("schema/" + path)
			var file struct{ Operations operations }
			if err == nil {
				err = json.Unmarshal(data, &file)
			}
			if err != nil {
				panic(err) // the file is embedded
			}
			read[position] = file.Operations
		}
	}
	return read
})

// operationsTo returns the operations that lead up to the version at a position.
func operationsTo(position int) operations {
	return migrations()[position]
}

// A location names a member, or that member of every entry of an array.
type location struct {
	// pointer is written as in the migration file, with * for every entry.
	pointer string
	// owners are the slots that lead to the object that has the member, and everyEntry.
	owners []int
	slot   int
}

const everyEntry = -1

// each calls a function for every object that has the member, with the entries that lead there.
func (l *location) each(root *value, visit func(members []value, entries []int)) {
	l.walk(root, l.owners, make([]int, 0, len(l.owners)), visit)
}

func (l *location) walk(v *value, owners, entries []int, visit func([]value, []int)) {
	if len(owners) == 0 {
		visit(v.parts.values, entries)
		return
	}
	if owners[0] != everyEntry {
		l.walk(&v.parts.values[owners[0]], owners[1:], entries, visit)
		return
	}
	for index := range v.parts.values {
		l.walk(&v.parts.values[index], owners[1:], append(entries, index), visit)
	}
}

// at returns the pointer to the member of the object that some entries lead to.
func (l *location) at(entries []int) string {
	pointer := l.pointer
	for _, index := range entries {
		pointer = strings.Replace(pointer, "*", strconv.Itoa(index), 1)
	}
	return pointer
}

// target returns the target of a document, or the one that a migration to come would add.
func (d *document) target() string {
	for _, each := range d.ahead() {
		if each.Op == "add" && each.Pointer == token(exportManifestShape.names[exportManifestTarget]) {
			target, _ := each.given(nil, nil).(string)
			return target
		}
	}
	return d.root.parts.values[exportManifestTarget].text
}

// derivation returns how a migration to come would give artifacts their roles, or nil.
func (d *document) derivation() *operation {
	ahead := d.ahead()
	role := token(exportArtifactShape.names[exportArtifactRole])
	index := slices.IndexFunc(ahead, func(o operation) bool {
		return o.Op == "derive" && strings.HasSuffix(o.Pointer, role)
	})
	if index < 0 {
		return nil
	}
	return &ahead[index]
}

// ahead returns the operations that lead from the version of a document to the latest.
func (d *document) ahead() operations {
	return slices.Concat(migrations()[d.position+1:]...)
}
