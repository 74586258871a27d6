package exportmanifest

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// A schema is the JSON Schema of a value, in the portable subset (EM-REG-13), as it is published.
type schema struct {
	Ref                 string             `json:"$ref"`
	Definitions         map[string]*schema `json:"$defs"`
	Title, Description  string
	Type                kind
	Enum                []value
	Const               *value
	Pattern             *pattern
	MinLength           int
	MaxLength, MaxItems *int
	Minimum, Maximum    *int64
	Items               *schema
	Properties          map[string]*schema

	// shape is that of an object. properties has a schema for each slot of it, nil for a member of
	// other versions. The members that have one are required, and no others are allowed.
	shape      *shape
	properties []*schema
}

// schemas returns those of the versions.
var schemas = sync.OnceValue(func() []*schema {
	read := make([]*schema, len(versions))
	for position := range versions {
		written := &schema{}
		readPublished(versions[position].path, written)
		read[position] = written.bound(exportManifestShape, written.Definitions)
	}
	return read
})

// bound returns the schema that judges values of a shape: with definitions in place of references.
func (s *schema) bound(shape *shape, definitions map[string]*schema) *schema {
	if s.Ref != "" {
		return definitions[strings.TrimPrefix(s.Ref, "#/$defs/")].bound(shape, definitions)
	}
	if s.Pattern != nil && *s.MaxLength > s.Pattern.longest {
		s.Pattern = newExpression(s.Pattern.source)
	}
	if s.Items != nil {
		s.Items = s.Items.bound(shape.items, definitions)
	}
	if s.Properties != nil {
		s.shape, s.properties = shape, make([]*schema, len(shape.names))
		for name, property := range s.Properties {
			slot := shape.slot(name, 0)
			s.properties[slot] = property.bound(shape.member(slot), definitions)
		}
	}
	return s
}

// titled returns the schema in this one that has a title, or nil.
func (s *schema) titled(title string) *schema {
	if s == nil || s.Title == title {
		return s
	}
	for _, inner := range append(s.properties, s.Items) {
		if found := inner.titled(title); found != nil {
			return found
		}
	}
	return nil
}

// requirement says in words what matches the pattern (EM-REG-14).
func (s *schema) requirement() string {
	begin := max(strings.LastIndex(s.Description, "Must be "), 0)
	return strings.Replace(strings.TrimSuffix(s.Description[begin:], "."), "M", "m", 1)
}

// A judge applies a schema and collects a finding for each keyword that fails at each place
// (EM-MEM-24), in document order.
type judge struct {
	findings []Finding
	// pointer leads to what is being judged.
	pointer []byte
	// artifact is the one that is being judged, or nil.
	artifact *value
	// most findings are made, and unlisted is the number of the others.
	most, unlisted int
}

func (j *judge) value(s *schema, v *value) {
	// Keywords come in the order of their codes.
	if s.Const != nil && !v.equal(*s.Const) {
		j.add(CodeSchemaConst, s.Const.plain(), v.observed(), "expected %s, found %s", s.Const, v)
	}
	if s.Enum != nil && !slices.ContainsFunc(s.Enum, v.equal) {
		var options []any
		var shown []string
		for _, option := range s.Enum {
			options, shown = append(options, option.plain()), append(shown, option.text)
		}
		j.add(CodeSchemaEnum, options, v.observed(), "expected one of %s; found %s", strings.Join(shown, ", "), v)
	}
	tooMany := v.kind == arrays && s.Items != nil && v.parts.count > *s.MaxItems
	switch {
	case v.kind == strs && s.MaxLength != nil:
		j.text(s, v.text)
	case v.kind == integers && s.Minimum != nil:
		j.number(s, v.number())
	case tooMany:
		j.limit(CodeSchemaMaxItems, "at most %d entries", int64(*s.MaxItems), int64(v.parts.count))
	}
	if v.kind&s.Type == 0 {
		expected, names := s.Type.names()
		j.add(CodeSchemaType, expected, v.observed(), "expected %s, found %s", names, v)
	}
	switch {
	case v.kind == objects && s.shape != nil:
		j.members(s, v.parts)
	case v.kind == arrays && s.Items != nil && !tooMany:
		here := len(j.pointer)
		for index := range v.parts.values {
			j.artifact = &v.parts.values[index]
			j.pointer = strconv.AppendInt(append(j.pointer, '/'), int64(index), 10)
			j.value(s.Items, j.artifact)
			j.pointer = j.pointer[:here]
		}
		j.artifact = nil
	}
}

// report returns what was found in a manifest of a version.
func (j *judge) report(version int) Report {
	return Report{Version: version, Findings: j.findings, unlisted: Counts{Error: j.unlisted}}
}

// text asks nothing else of a text that is too long (EM-MEM-24): bounds that its length implies
// are not counted in the tables.
func (j *judge) text(s *schema, text string) {
	matches := s.Pattern == nil || s.Pattern.matches(text)
	ascii := s.Pattern != nil && matches && s.Pattern.ascii
	length := len(text) // in bytes, which is enough where they are neither too many nor too few
	if !ascii && (length > *s.MaxLength || length < utf8.UTFMax*s.MinLength) {
		length = utf8.RuneCountInString(text)
	}
	if length > *s.MaxLength {
		j.limit(CodeSchemaMaxLength, "at most %d characters", int64(*s.MaxLength), int64(length))
		return
	}
	if length < s.MinLength {
		j.limit(CodeSchemaMinLength, "at least %d characters", int64(s.MinLength), int64(length))
	}
	if !matches {
		j.add(CodeSchemaPattern, s.Pattern.source, fact(text),
			"%s; found %s", s.requirement(), quote(text))
	}
}

func (j *judge) number(s *schema, number int64) {
	if number > *s.Maximum {
		j.limit(CodeSchemaMaximum, "at most %d", *s.Maximum, number)
	}
	if number < *s.Minimum {
		j.limit(CodeSchemaMinimum, "at least %d", *s.Minimum, number)
	}
}

func (j *judge) members(s *schema, found *parts) {
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
		if property == nil {
			if member.kind != 0 {
				j.undefined(name)
			}
			continue
		}
		here := len(j.pointer)
		j.pointer = append(append(j.pointer, '/'), name...)
		if member.kind != 0 {
			j.value(property, member)
		} else {
			j.add(CodeSchemaRequired, nil, nil, "the member %s is missing", name)
		}
		j.pointer = j.pointer[:here]
	}
	for _, name := range unknown {
		j.undefined(name)
	}
}

// undefined reports a member without the path of its artifact: one can have millions of them.
func (j *judge) undefined(name string) {
	if !j.full() {
		j.findings = append(j.findings, problem(CodeSchemaAdditionalProperties, string(j.pointer)+token(name),
			"the member %s is not defined in this version", quote(name)))
	}
}

func (j *judge) add(code Code, expected, observed any, format string, arguments ...any) {
	if j.full() {
		return
	}
	found := problem(code, string(j.pointer), format, arguments...)
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
