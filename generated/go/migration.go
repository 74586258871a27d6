// Generated from src/dlm_codegen/go/runtime/migration.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"slices"
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
		return nil, reportOf(*fault).Err()
	}
	outcome := Report{Version: to}
	outcome.Findings, outcome.unlisted = judgeRules(d, DefaultMaxFindings)
	return &Migration{report.Version, to, migrated, losses, outcome.Findings, outcome.Counts()}, nil
}

// migrate carries a document to the version at a position and returns what that loses. The first
// step whose outcome the older schema does not accept is the last.
func (d *document) migrate(to int) (losses []Loss) {
	for d.position < to && migrations()[d.position+1].set(&d.root, exportManifestShape) {
		d.position++
	}
	if d.position == to {
		return nil
	}
	root := d.root.jsonObject(exportManifestShape)
	for ; d.position < to; d.position++ {
		migrations()[d.position+1].up(root)
	}
	for ; d.position > to && !slices.ContainsFunc(losses, Loss.unrepresentable); d.position-- {
		older := schemas()[d.position-1]
		losses = append(losses, migrations()[d.position].down(root, older)...)
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

// migrations returns the operations that lead up to each version.
var migrations = sync.OnceValue(func() []operations {
	read := make([]operations, len(versions))
	for position := range versions {
		if path := versions[position].migration; path != "" {
			readPublished(path, &struct{ Operations *operations }{&read[position]})
		}
	}
	return read
})

// target returns the target of a document, or the one that a migration to come would add.
func (d *document) target() string {
	if o := d.ahead("add", "/target"); o != nil {
		target, _ := o.value().(string)
		return target
	}
	return d.root.parts.values[exportManifestTarget].text
}

// ahead returns the operation of a kind that would make a member on the way to the latest version, or
// nil.
func (d *document) ahead(kind, pointer string) *operation {
	for _, all := range migrations()[d.position+1:] {
		for index := range all {
			if all[index].Op == kind && all[index].Pointer == pointer {
				return &all[index]
			}
		}
	}
	return nil
}
