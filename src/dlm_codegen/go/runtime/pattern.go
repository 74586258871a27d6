package exportmanifest

import (
	"encoding/json"
	"regexp"
	"slices"
	"sync"
	"unicode/utf8"
)

// A pattern is a regular expression of the schemas, the rules or a migration (SPEC appendix B), as it
// was computed when this package was generated. Matching takes one step a byte.
type pattern struct {
	source string
	// longest is how many characters a text can have. Bounds that are implied by it are not counted.
	longest int
	// classes tell the bytes apart that the pattern does; 0 is the class of those in none.
	classes [256]uint8
	// least and most are the lengths of a run: a pattern of one class of ASCII characters, for
	// which counting is enough. For other patterns next is a table.
	least, most int
	// next has, for each state, the next state by the class of a byte. States are numbered by where
	// their row begins. State 0 accepts nothing and is never left.
	next  []uint16
	start uint16
	// accepting is the first of the states that accept.
	accepting uint16
	// exact is the greatest length of a text that the table is for. A table that counts further can
	// be too large, so longer texts, which are rare, are left to the expression.
	exact      int
	expression func() *regexp.Regexp
	// ascii says that what matches has no character beyond ASCII: it is named to its end.
	ascii bool
}

// newRun makes the pattern of one class of characters, which are written as pairs of a first and a
// last one.
func newRun(source string, longest int, class string, least, most int) *pattern {
	p := &pattern{source: source, longest: longest, least: least, most: most, ascii: true}
	p.name(class, 1)
	return p
}

// newPattern makes a pattern of a table. The characters beyond ASCII are of one class, and states are
// counted from 0.
func newPattern(
	source string, longest, exact int, classes []string, beyond, start, accepting int, next []uint16,
) *pattern {
	width := len(classes) + 1
	p := newExpression(source)
	p.longest, p.exact = longest, exact
	p.start, p.accepting = uint16(start*(width+1)), uint16(accepting*(width+1))
	p.ascii = beyond == 0 && next[len(next)-width] == 0
	for index, ranges := range classes {
		p.name(ranges, uint8(index+1))
	}
	for char := utf8.RuneSelf; char < len(p.classes); char++ {
		p.classes[char] = uint8(width)
		if utf8.RuneStart(byte(char)) {
			p.classes[char] = uint8(beyond)
		}
	}
	for row := range slices.Chunk(next, width) {
		state := uint16(len(p.next))
		for _, following := range row {
			p.next = append(p.next, following*uint16(width+1))
		}
		// The first byte of a character decides, and those that continue it change nothing.
		p.next = append(p.next, state)
	}
	return p
}

// newExpression makes a pattern without a table.
func newExpression(source string) *pattern {
	compile := func() *regexp.Regexp { return regexp.MustCompile(source) }
	return &pattern{source: source, longest: MaxBytes, exact: -1, next: []uint16{}, expression: sync.OnceValue(compile)}
}

func bySource(patterns ...*pattern) map[string]*pattern {
	found := make(map[string]*pattern, len(patterns))
	for _, each := range patterns {
		found[each.source] = each
	}
	return found
}

// UnmarshalJSON takes a pattern, which most likely was computed.
func (p *pattern) UnmarshalJSON(data []byte) error {
	var source string
	if err := json.Unmarshal(data, &source); err != nil {
		return err
	}
	if found, ok := patterns[source]; ok {
		*p = *found
		return nil
	}
	*p = *newExpression(source)
	_, err := regexp.Compile(source)
	return err
}

func (p *pattern) name(ranges string, class uint8) {
	for ; ranges != ""; ranges = ranges[2:] {
		for char := ranges[0]; char <= ranges[1]; char++ {
			p.classes[char] = class
		}
	}
}

func (p *pattern) matches(text string) bool {
	switch {
	case p.next == nil:
		return p.least <= len(text) && len(text) <= p.most && p.isRun(text)
	case len(text) > p.exact:
		return p.expression().MatchString(text)
	}
	next, classes, state := p.next, &p.classes, p.start
	for i := 0; i < len(text); i++ {
		state = next[state+uint16(classes[text[i]])]
		if state == 0 {
			return false
		}
	}
	return state >= p.accepting
}

func (p *pattern) isRun(text string) bool {
	for i := 0; i < len(text); i++ {
		if p.classes[text[i]] == 0 {
			return false
		}
	}
	return true
}
