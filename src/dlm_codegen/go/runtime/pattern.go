package exportmanifest

// A pattern is a regular expression of the schemas or of a migration as a table (SPEC appendix B),
// computed when this package was generated. Matching takes one step a byte, whatever the text.
type pattern struct {
	source string
	// classes tell the characters apart that the pattern does; those that it never names have 0.
	classes [256]uint16
	// next has, for each state, the next state by the class of a character. States are numbered
	// by where their row begins. State 0 accepts nothing and is never left.
	next  []uint16
	start uint16
	// accepting is the first of the states that accept.
	accepting uint16
	// ascii says that what matches has no character beyond ASCII: it is named to its end.
	ascii bool
}

// newPattern makes a pattern. The characters of a class are written as pairs of a first and a last
// one, and states are counted from 0.
func newPattern(source string, classes []string, start, accepting int, next []uint16) *pattern {
	width := len(classes) + 1
	p := &pattern{
		source:    source,
		next:      make([]uint16, len(next)),
		start:     uint16(start * width),
		accepting: uint16(accepting * width),
	}
	for index, ranges := range classes {
		for ; ranges != ""; ranges = ranges[2:] {
			for char := ranges[0]; char <= ranges[1]; char++ {
				p.classes[char] = uint16(index + 1)
			}
		}
	}
	for index, state := range next {
		p.next[index] = state * uint16(width)
	}
	p.ascii = p.next[len(next)-width] == 0
	return p
}

func (p *pattern) matches(text string) bool {
	next, classes, state := p.next, &p.classes, p.start
	for i := 0; i < len(text); i++ {
		state = next[state+classes[text[i]]]
		if state == 0 {
			return false
		}
	}
	return state >= p.accepting
}
