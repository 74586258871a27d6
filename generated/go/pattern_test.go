// Generated from src/dlm_codegen/go/runtime/pattern_test.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
)

// The judge of the tables is the package regexp, which reads the patterns themselves. None of them
// is matched against text with a line feed, about which engines disagree (SPEC appendix B).
func TestPatternsMatchWhatTheirRegularExpressionsDo(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, p := range allPatterns() {
		expression := regexp.MustCompile(p.source)
		var accepted, rejected int
		for range 1000 {
			text := walk(p, random)
			if random.IntN(2) == 0 {
				text = disturb(text, random)
			}
			expected := expression.MatchString(text)
			if p.matches(text) != expected {
				t.Fatalf("%s is %v for %q", p.source, !expected, text)
			}
			if expected {
				accepted++
			} else {
				rejected++
			}
		}
		if accepted < 100 || rejected < 100 {
			t.Errorf("%s was tried with %d texts that match and %d others", p.source, accepted, rejected)
		}
	}
}

func allPatterns() (found []*pattern) {
	var visit func(*schema)
	visit = func(s *schema) {
		switch {
		case s == nil:
		case s.text != nil && s.text.pattern != nil:
			found = append(found, s.text.pattern)
		case s.array != nil:
			visit(s.array.items)
		case s.object != nil:
			for _, each := range s.object.properties {
				visit(each)
			}
		}
	}
	for index := range versions {
		visit(versions[index].schema)
		for _, each := range versions[index].migration {
			if o, ok := each.(*derivation); ok {
				for _, rule := range o.rules {
					found = append(found, rule.pattern)
				}
			}
		}
	}
	return found
}

// walk goes some steps through a pattern at random, and then the shortest way to what matches.
func walk(p *pattern, random *rand.Rand) string {
	left := distances(p)
	var text []byte
	state := p.start
	for steps := random.IntN(80); ; steps-- {
		var choices []byte
		for char := byte(' '); char <= '~'; char++ {
			next := p.next[state+p.classes[char]]
			if next != 0 && (steps > 0 || left[next] < left[state]) {
				choices = append(choices, char)
			}
		}
		if len(choices) == 0 {
			return string(text)
		}
		char := choices[random.IntN(len(choices))]
		text = append(text, char)
		state = p.next[state+p.classes[char]]
	}
}

// distances returns how many characters are missing, in each state, until the pattern matches.
func distances(p *pattern) []int {
	left := make([]int, len(p.next))
	for state := range left {
		if state < int(p.accepting) {
			left[state] = len(p.next)
		}
	}
	width := 1 + int(slices.Max(p.classes[:]))
	for range left {
		for state := 0; state < len(left); state += width {
			for class := range width {
				left[state] = min(left[state], left[p.next[state+class]]+1)
			}
		}
	}
	return left
}

func disturb(text string, random *rand.Rand) string {
	others := []rune("aZ0./é \x7f\U0001f600")
	other := others[random.IntN(len(others))]
	chars := []rune(text)
	at := random.IntN(len(chars) + 1)
	switch random.IntN(3) {
	case 0:
		return string(chars[:at]) + string(other) + string(chars[at:])
	case 1:
		return string(chars[:at])
	default:
		if at < len(chars) {
			chars[at] = other
		}
		return string(chars)
	}
}
