package exportmanifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A Step is a step between two versions that is not a published one, as the conformance corpus brings
// them (SPEC section 10.2).
type Step struct {
	// Older and Newer are the JSON Schemas of the versions 1 and 2.
	Older, Newer json.RawMessage
	// Operations are those of a migration file.
	Operations json.RawMessage
}

// Migrate executes the step on a document that the schema of the other version accepts, up to version
// 2 or down to version 1.
//
// The error is a [MigrationLossError] when something would be lost and that is not allowed, and an
// [InvalidManifestError] when the schema does not accept the document. No rules are judged.
func (s *Step) Migrate(data []byte, to int, options MigrateOptions) (*Migration, error) {
	if to != 1 && to != 2 {
		return nil, fmt.Errorf("a step leads to version 1 or 2, not to %d", to)
	}
	var all operations
	older, newer := &schema{}, &schema{}
	err := errors.Join(
		decode(s.Operations, &all), decode(s.Older, older), decode(s.Newer, newer),
	)
	if err == nil && !(older.isWhole() && newer.isWhole()) {
		err = errors.New("a schema of a step has types and bounds everywhere and no references")
	}
	if err != nil {
		return nil, err
	}
	shape := shapeOf([]*schema{older, newer})
	older.bound(shape, nil)
	newer.bound(shape, nil)
	given, fault := read(data, shape)
	if fault == nil && given.kind != objects {
		found := problem(CodeVersionNotAnObject, "", "expected an object")
		fault = &found
	}
	if fault != nil {
		return nil, reportOf(*fault).Err()
	}
	migration := &Migration{From: 3 - to, To: to}
	judge := judge{most: DefaultMaxFindings}
	judge.value([]*schema{newer, older}[to-1], &given)
	if len(judge.findings) > 0 {
		return nil, judge.report(migration.From).Err()
	}
	root := given.jsonObject(shape)
	if to == 2 {
		all.up(root)
	} else {
		migration.Losses = all.down(root, older)
	}
	if refused(migration.Losses, options) {
		return nil, &MigrationLossError{From: migration.From, To: to, Losses: migration.Losses}
	}
	outcome := valueOf(root, shape)
	migration.Document = append(appendValue(nil, &outcome, shape, "\n"), '\n')
	return migration, nil
}

// isWhole tells whether a schema says all that is read of one, at any depth.
func (s *schema) isWhole() bool {
	if s == nil || s.Ref != "" || s.Type == 0 || s.Pattern != nil && s.MaxLength == nil {
		return false
	}
	for _, member := range s.Properties {
		if !member.isWhole() {
			return false
		}
	}
	return s.Items == nil || s.MaxItems != nil && s.Items.isWhole()
}

// shapeOf returns what the schemas of a place, of any version, give a place to.
func shapeOf(schemas []*schema) *shape {
	members := make(map[string][]*schema)
	var items []*schema
	s := &shape{}
	for _, each := range schemas {
		for name, member := range each.Properties {
			members[name] = append(members[name], member)
		}
		if each.Items != nil {
			items = append(items, each.Items)
			s.maxItems = max(s.maxItems, *each.MaxItems)
		}
	}
	s.names = slices.Sorted(maps.Keys(members))
	for _, name := range s.names {
		s.members = append(s.members, shapeOf(members[name]))
	}
	if items != nil {
		s.items = shapeOf(items)
	}
	return s
}
