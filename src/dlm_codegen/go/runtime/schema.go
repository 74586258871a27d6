package exportmanifest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A schema is the JSON Schema of a value, in the portable subset (EM-REG-13). Each part is nil where
// the schema says nothing about values of that kind.
type schema struct {
	kinds    kind
	enum     []value
	constant *value
	text     *textSchema
	number   *numberSchema
	array    *arraySchema
	object   *objectSchema
}

type textSchema struct {
	pattern *pattern // nil where there is none
	// requirement says in words what matches the pattern.
	requirement          string
	minLength, maxLength int
}

type numberSchema struct {
	minimum, maximum int64
}

type arraySchema struct {
	maxItems int
	items    *schema
}

// An objectSchema has a schema for each slot of its shape, nil for a member of other versions. The
// members that have one are required, and no others are allowed.
type objectSchema struct {
	shape      *shape
	properties []*schema
}

// A judge applies a schema and collects a finding for each keyword that fails at each place
// (EM-MEM-24), in document order.
type judge struct {
	findings []Finding
	path     []step
	// artifact is the one that is being judged, or nil.
	artifact *value
	// most findings are made, and unlisted is the number of the others.
	most, unlisted int
	// pointer is room to write one in: a document can have millions of findings.
	pointer []byte
}

// A step leads from an object to a member by its name, or from an array to an entry by its index.
type step struct {
	name  string
	index int
}

const isMember = -1

func (j *judge) value(s *schema, v *value) {
	// Keywords come in the order of their codes.
	if s.constant != nil && !v.equal(*s.constant) {
		j.add(CodeSchemaConst, s.constant.plain(), v.observed(), "expected %s, found %s", s.constant, v)
	}
	if s.enum != nil && !slices.ContainsFunc(s.enum, v.equal) {
		options, shown := plainValues(s.enum)
		j.add(CodeSchemaEnum, options, v.observed(), "expected one of %s; found %s", list(shown, ", "), v)
	}
	switch {
	case v.kind == strs && s.text != nil:
		j.text(s.text, v.text)
	case v.kind == integers && s.number != nil:
		j.number(s.number, v.number())
	case v.kind == arrays && s.array != nil && v.parts.count > s.array.maxItems:
		j.limit(CodeSchemaMaxItems, "at most %d entries", int64(s.array.maxItems), int64(v.parts.count))
	}
	if v.kind&s.kinds == 0 {
		j.wrongType(s.kinds, v)
	}
	switch {
	case v.kind == objects && s.object != nil:
		j.members(s.object, v.parts)
	case v.kind == arrays && s.array != nil && v.parts.count <= s.array.maxItems:
		for index := range v.parts.values {
			j.artifact = &v.parts.values[index]
			j.at(step{index: index}, s.array.items, j.artifact)
		}
		j.artifact = nil
	}
}

func (j *judge) wrongType(kinds kind, v *value) {
	names := kinds.names()
	var expected any = names
	if len(names) == 1 {
		expected = names[0]
	}
	j.add(CodeSchemaType, expected, v.observed(), "expected %s, found %s", list(names, " or "), v)
}

// text asks nothing else of a text that is too long (EM-MEM-24): bounds that its length implies
// are not counted in the tables.
func (j *judge) text(s *textSchema, text string) {
	matches := s.pattern == nil || s.pattern.matches(text)
	ascii := s.pattern != nil && matches && s.pattern.ascii
	length := len(text) // in bytes, which is enough where they are neither too many nor too few
	if !ascii && (length > s.maxLength || length < utf8.UTFMax*s.minLength) {
		length = utf8.RuneCountInString(text)
	}
	if length > s.maxLength {
		j.limit(CodeSchemaMaxLength, "at most %d characters", int64(s.maxLength), int64(length))
		return
	}
	if length < s.minLength {
		j.limit(CodeSchemaMinLength, "at least %d characters", int64(s.minLength), int64(length))
	}
	if !matches {
		j.add(CodeSchemaPattern, s.pattern.source, fact(text),
			"%s; found %s", s.requirement, quote(text))
	}
}

func (j *judge) number(s *numberSchema, number int64) {
	if number > s.maximum {
		j.limit(CodeSchemaMaximum, "at most %d", s.maximum, number)
	}
	if number < s.minimum {
		j.limit(CodeSchemaMinimum, "at least %d", s.minimum, number)
	}
}

func (j *judge) members(s *objectSchema, found *parts) {
	unknown := found.unknown
	if len(unknown) > 1 {
		unknown = slices.Sorted(slices.Values(unknown))
	}
	for slot, name := range s.shape.names {
		for len(unknown) > 0 && unknown[0] < name {
			j.undefined(unknown[0])
			unknown = unknown[1:]
		}
		member := &found.values[slot]
		property := s.properties[slot]
		switch {
		case property != nil && member.kind != 0:
			j.at(step{name, isMember}, property, member)
		case property != nil:
			j.addAt(name, Finding{
				Code: CodeSchemaRequired, Message: "the member " + name + " is missing", Path: j.about(),
			})
		case member.kind != 0:
			j.undefined(name)
		}
	}
	for _, name := range unknown {
		j.undefined(name)
	}
}

// undefined reports a member without the path of its artifact: one can have millions of them.
func (j *judge) undefined(name string) {
	j.addAt(name, Finding{
		Code:    CodeSchemaAdditionalProperties,
		Message: "the member " + quote(name) + " is not defined in this version",
	})
}

func (j *judge) at(place step, s *schema, v *value) {
	j.path = append(j.path, place)
	j.value(s, v)
	j.path = j.path[:len(j.path)-1]
}

// addAt adds a finding at a member, whether or not it is there.
func (j *judge) addAt(name string, found Finding) {
	if j.full() {
		return
	}
	j.path = append(j.path, step{name, isMember})
	found.Severity, found.Pointer = SeverityError, j.here()
	j.findings = append(j.findings, found)
	j.path = j.path[:len(j.path)-1]
}

func (j *judge) add(code Code, expected, observed any, format string, arguments ...any) {
	if j.full() {
		return
	}
	found := problem(code, j.here(), format, arguments...)
	found.Path, found.Expected, found.Observed = j.about(), expected, observed
	j.findings = append(j.findings, found)
}

// about returns the path of the artifact that is being judged, where it is text of a length to repeat.
func (j *judge) about() string {
	if j.artifact == nil || j.artifact.kind != objects {
		return ""
	}
	path := &j.artifact.parts.values[exportArtifactPath]
	if path.kind != strs || len(path.text) > longestFact {
		return ""
	}
	return strings.Clone(path.text)
}

// full counts a finding that there is no room for, and tells that there is none.
func (j *judge) full() bool {
	if len(j.findings) < j.most {
		return false
	}
	j.unlisted++
	return true
}

func (j *judge) limit(code Code, expected string, limit, found int64) {
	j.add(code, limit, found, "expected "+expected+", found %d", limit, found)
}

// here returns the pointer that the path makes up.
func (j *judge) here() string {
	j.pointer = j.pointer[:0]
	for _, each := range j.path {
		if each.index == isMember {
			j.pointer = append(j.pointer, token(each.name)...)
		} else {
			j.pointer = append(j.pointer, '/')
			j.pointer = strconv.AppendInt(j.pointer, int64(each.index), 10)
		}
	}
	return string(j.pointer)
}

// plainValues returns scalars as values of Go, and as they are shown in a message.
func plainValues(values []value) (plain, shown []any) {
	for index := range values {
		plain = append(plain, values[index].plain())
		shown = append(shown, values[index].text)
	}
	return plain, shown
}

func list(values []any, separator string) string {
	shown := make([]string, len(values))
	for index, each := range values {
		shown[index] = fmt.Sprint(each)
	}
	return strings.Join(shown, separator)
}
