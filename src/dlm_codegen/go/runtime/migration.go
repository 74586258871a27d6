package exportmanifest

import (
	"slices"
	"strconv"
	"strings"
)

// MigrateOptions are the choices that a migration leaves to the caller.
type MigrateOptions struct {
	// AllowLoss lets a migration drop what the older version cannot hold.
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
	if len(losses) > 0 && !options.AllowLoss {
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

// migrate carries a document to the version at a position and returns what that loses.
func (d *document) migrate(to int) []Loss {
	var losses []Loss
	for ; d.position < to; d.position++ {
		for _, each := range versions[d.position+1].migration {
			each.up(&d.root)
		}
	}
	for ; d.position > to; d.position-- {
		for _, each := range slices.Backward(versions[d.position].migration) {
			losses = append(losses, each.down(&d.root)...)
		}
	}
	return losses
}

// An operation is an entry of a migration file (SPEC section 10.2). It changes a document in place.
type operation interface {
	up(root *value)
	down(root *value) []Loss
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

func (l *location) loss(v *value, entries []int) Loss {
	return Loss{Code: CodeLossValue, Pointer: l.at(entries), Value: v.plain()}
}

// An addition is the operation add (EM-MIG-11).
type addition struct {
	location
	value value
}

func (o *addition) up(root *value) {
	o.each(root, func(members []value, _ []int) { members[o.slot] = o.value })
}

func (o *addition) down(root *value) (losses []Loss) {
	o.each(root, func(members []value, entries []int) {
		if member := &members[o.slot]; !member.equal(o.value) {
			losses = append(losses, o.loss(member, entries))
		}
		members[o.slot] = value{}
	})
	return losses
}

// A suffixing is the operation suffix (EM-MIG-12).
type suffixing struct {
	location
	suffix string
}

func (o *suffixing) up(root *value) {
	o.each(root, func(members []value, _ []int) { members[o.slot].text += o.suffix })
}

func (o *suffixing) down(root *value) []Loss {
	o.each(root, func(members []value, _ []int) {
		members[o.slot].text = strings.TrimSuffix(members[o.slot].text, o.suffix)
	})
	return nil
}

// A derivation is the operation derive (EM-MIG-13).
type derivation struct {
	location
	// source is the slot, beside the derived member, of the string that the patterns match.
	source int
	// target is the slot, at the top, of the string that targets hold.
	target    int
	rules     []derivationRule
	otherwise string
}

type derivationRule struct {
	pattern *pattern
	// targets are empty where the rule holds for every target.
	targets []string
	value   string
}

// derive returns the value that the first rule gives that holds.
func (o *derivation) derive(source, target string) string {
	for index := range o.rules {
		rule := &o.rules[index]
		if (rule.targets == nil || slices.Contains(rule.targets, target)) && rule.pattern.matches(source) {
			return rule.value
		}
	}
	return o.otherwise
}

func (o *derivation) up(root *value) {
	target := root.parts.values[o.target].text
	o.each(root, func(members []value, _ []int) {
		members[o.slot] = text(o.derive(members[o.source].text, target))
	})
}

func (o *derivation) down(root *value) (losses []Loss) {
	target := root.parts.values[o.target].text
	o.each(root, func(members []value, entries []int) {
		if member := &members[o.slot]; member.text != o.derive(members[o.source].text, target) {
			losses = append(losses, o.loss(member, entries))
		}
		members[o.slot] = value{}
	})
	return losses
}

// target returns the target of a document, or the one that a migration to come would add.
func (d *document) target() string {
	for _, each := range d.ahead() {
		if o, ok := each.(*addition); ok && len(o.owners) == 0 && o.slot == exportManifestTarget {
			return o.value.text
		}
	}
	return d.root.parts.values[exportManifestTarget].text
}

// derivation returns how a migration to come would give artifacts their roles, or nil.
func (d *document) derivation() *derivation {
	for _, each := range d.ahead() {
		if o, ok := each.(*derivation); ok && o.slot == exportArtifactRole {
			return o
		}
	}
	return nil
}

// ahead returns the operations that lead from the version of a document to the latest.
func (d *document) ahead() []operation {
	var operations []operation
	for _, each := range versions[d.position+1:] {
		operations = append(operations, each.migration...)
	}
	return operations
}
