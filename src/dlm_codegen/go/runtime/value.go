package exportmanifest

import (
	"bytes"
	"strconv"
	"strings"
)

// A kind is one of JSON's types, or a set of them.
type kind uint8

// The zero kind is that of a member that is not there.
const (
	nulls kind = 1 << iota
	booleans
	integers
	strs
	arrays
	objects
	reals // numbers that are no integers, which no manifest has
)

var kindNames = []struct {
	kind kind
	name string
}{
	{objects, "object"}, {arrays, "array"}, {strs, "string"},
	{integers, "integer"}, {booleans, "boolean"}, {nulls, "null"},
}

// names returns the name of a type, or those in a set, for a finding and for its message.
func (k kind) names() (expected any, shown string) {
	var names []any
	for _, each := range kindNames {
		if k&each.kind != 0 {
			names = append(names, each.name)
			shown += " or " + each.name
		}
	}
	if expected = names; len(names) == 1 {
		expected = names[0]
	}
	return expected, strings.TrimPrefix(shown, " or ")
}

// UnmarshalJSON takes the name of a type, or a list of names.
func (k *kind) UnmarshalJSON(data []byte) error {
	for _, each := range kindNames {
		if bytes.Contains(data, strconv.AppendQuote(nil, each.name)) {
			*k |= each.kind
		}
	}
	return nil
}

// A value is a JSON value that the encoding layer accepts.
type value struct {
	kind kind
	// text is the characters of a string, or a scalar as it is written.
	text string
	// parts are those of an array or object that has a shape.
	parts *parts
}

// parts are what is kept of an array or object: what its shape gives a place to.
type parts struct {
	// values are the entries of an array, or the members of an object by their slot.
	values []value
	// unknown are the names of the members that have no slot.
	unknown []string
	// count is the number of all entries of an array.
	count int
}

// A shape says what is kept of the arrays and objects at a place of a document: every entry that a
// schema judges, and every member that a schema of some version defines. Nothing is kept where
// there is no shape, so that memory is bounded by what the schemas admit.
type shape struct {
	// names are the members in ascending order. The slot of a member is its index here.
	names []string
	// members are the shapes of the members by slot, nil where no array or object is expected.
	members []*shape
	// items is the shape of the entries of an array.
	items *shape
	// maxItems is the greatest number of entries that any version admits.
	maxItems int
}

// none is the shape of values that have no parts to keep.
var none = &shape{}

func (s *shape) member(slot int) *shape {
	if slot < 0 || s.members[slot] == nil {
		return none
	}
	return s.members[slot]
}

// UnmarshalJSON takes a scalar.
func (v *value) UnmarshalJSON(data []byte) error {
	read, fault := read(data, none)
	if fault != nil {
		return reportOf(*fault).Err()
	}
	*v = read
	return nil
}

func (v *value) number() int64 {
	number, _ := strconv.ParseInt(v.text, 10, 64)
	return number
}

func (v *value) equal(other value) bool {
	return v.kind == other.kind && v.text == other.text
}

// plain returns a scalar as a value of Go.
func (v *value) plain() any {
	switch v.kind {
	case strs:
		return v.text
	case integers:
		return v.number()
	case booleans:
		return v.text == "true"
	default:
		return nil
	}
}

// A fact of a finding has no more bytes of a text than a valid manifest can have in one place.
const longestFact = 4 * 1024

// observed returns the value as a fact of a finding, which describes arrays and objects.
func (v *value) observed() any {
	switch v.kind {
	case strs:
		return fact(v.text)
	case arrays, objects:
		return v.String()
	default:
		return v.plain()
	}
}

// String shows the value in a message.
func (v *value) String() string {
	switch v.kind {
	case strs:
		return quote(v.text)
	case arrays:
		return "an array"
	case objects:
		return "an object"
	default:
		return v.text
	}
}

func nullValue() value {
	return value{kind: nulls, text: "null"}
}

func text(s string) value {
	return value{kind: strs, text: s}
}
