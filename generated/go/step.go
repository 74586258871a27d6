// Generated from src/dlm_codegen/go/runtime/step.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
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
// The error is a [MigrationLossError] when something would be lost and that is not allowed, or when
// the step or the document is not of its form. No rules are judged.
func (s *Step) Migrate(data []byte, to int, options MigrateOptions) (*Migration, error) {
	var all operations
	schemas := make([]*jsonSchema, 2)
	for text, part := range map[*json.RawMessage]any{
		&s.Operations: &all, &s.Older: &schemas[0], &s.Newer: &schemas[1],
	} {
		if err := json.Unmarshal(*text, part); err != nil {
			return nil, err
		}
	}
	document, err := decode(data)
	root, is := document.(jsonObject)
	if err != nil || !is {
		return nil, Report{Findings: []Finding{problem(CodeVersionNotAnObject, "", "expected an object")}}.Err()
	}
	shape := shapeOf(schemas)
	migration := &Migration{From: 3 - to, To: to}
	if to == 2 {
		all.up(root)
	} else {
		older, err := schemas[0].judged(shape)
		if err != nil {
			return nil, err
		}
		migration.Losses = all.down(root, older, shape)
	}
	if refused(migration.Losses, options) {
		return nil, &MigrationLossError{From: migration.From, To: to, Losses: migration.Losses}
	}
	outcome := valueOf(root, shape)
	migration.Document = append(appendValue(nil, &outcome, shape, "\n"), '\n')
	return migration, nil
}

// A jsonSchema is a schema of the portable subset as it is written, with its definitions in place of
// references.
type jsonSchema struct {
	Type                 json.RawMessage
	Enum                 []any
	Const                any
	Pattern              string
	MinLength, MaxLength *int
	Minimum, Maximum     *int64
	MaxItems             *int
	Items                *jsonSchema
	Properties           map[string]*jsonSchema
}

// shapeOf returns what the schemas of a place, of any version, give a place to.
func shapeOf(schemas []*jsonSchema) *shape {
	members := make(map[string][]*jsonSchema)
	var items []*jsonSchema
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

// judged returns the schema that judges values of a shape.
func (j *jsonSchema) judged(s *shape) (*schema, error) {
	made := &schema{}
	var types []string
	if json.Unmarshal(j.Type, &types) != nil {
		types = make([]string, 1)
		if err := json.Unmarshal(j.Type, &types[0]); err != nil {
			return nil, err
		}
	}
	for _, each := range kindNames {
		if slices.Contains(types, each.name) {
			made.kinds |= each.kind
		}
	}
	for _, each := range j.Enum {
		made.enum = append(made.enum, scalarValue(each))
	}
	if j.Const != nil {
		constant := scalarValue(j.Const)
		made.constant = &constant
	}
	if j.MaxLength != nil {
		made.text = &textSchema{minLength: valueOr(j.MinLength, 0), maxLength: *j.MaxLength}
		if j.Pattern != "" {
			expression, err := newExpression(j.Pattern)
			if err != nil {
				return nil, err
			}
			made.text.pattern = expression
		}
	}
	if j.Minimum != nil && j.Maximum != nil {
		made.number = &numberSchema{*j.Minimum, *j.Maximum}
	}
	if j.Items != nil {
		items, err := j.Items.judged(s.items)
		if err != nil {
			return nil, err
		}
		made.array = &arraySchema{*j.MaxItems, items}
	}
	if j.Properties != nil {
		made.object = &objectSchema{s, make([]*schema, len(s.names))}
		for name, member := range j.Properties {
			slot, _ := slices.BinarySearch(s.names, name)
			property, err := member.judged(s.members[slot])
			if err != nil {
				return nil, err
			}
			made.object.properties[slot] = property
		}
	}
	return made, nil
}

// scalarValue returns a scalar of a schema, which has no other numbers than integers.
func scalarValue(v any) value {
	if number, is := v.(float64); is {
		return value{kind: integers, text: strconv.FormatInt(int64(number), 10)}
	}
	return valueOf(v, none)
}

func valueOr(number *int, otherwise int) int {
	if number == nil {
		return otherwise
	}
	return *number
}
