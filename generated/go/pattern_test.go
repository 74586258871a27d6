// Generated from src/dlm_codegen/go/runtime/pattern_test.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"
)

// The judge of the tables is the package regexp, which reads the patterns themselves. None of them
// is matched against text with a line feed, about which engines disagree (SPEC appendix B).
func TestPatternsMatchWhatTheirRegularExpressionsDo(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for p, most := range allPatterns() {
		expression := regexp.MustCompile(withoutBounds(p.source, most))
		parsed, err := syntax.Parse(p.source, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		var accepted, rejected int
		for range 1000 {
			text := sample(parsed, random)
			if random.IntN(4) > 0 {
				text = disturb(text, random)
			}
			if utf8.RuneCountInString(text) > most {
				continue
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

// withoutBounds drops the bounds that no text of a length can exceed, which take regexp long.
func withoutBounds(source string, most int) string {
	return regexp.MustCompile(`,[0-9]+\}`).ReplaceAllStringFunc(source, func(bound string) string {
		if number, err := strconv.Atoi(bound[1 : len(bound)-1]); err == nil && number >= most {
			return ",}"
		}
		return bound
	})
}

// allPatterns returns the patterns, with the greatest length of the texts that they are asked about.
func allPatterns() map[*pattern]int {
	const longestPath = 512
	found := make(map[*pattern]int)
	var visit func(*schema)
	visit = func(s *schema) {
		switch {
		case s == nil:
		case s.text != nil && s.text.pattern != nil:
			found[s.text.pattern] = s.text.maxLength
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
		for _, o := range operationsTo(index) {
			for _, rule := range o.Rules {
				found[derivationPatterns[rule.Pattern.source]] = longestPath
			}
		}
	}
	for _, each := range dataRules {
		if rule, ok := each.(*patternRule); ok {
			found[rule.pattern] = longestPath
		}
	}
	return found
}

var alphabet = func() []rune {
	chars := []rune("\u00e9\u2603\U0001f600")
	for char := ' '; char <= '~'; char++ {
		chars = append(chars, char)
	}
	return chars
}()

// sample returns a text that an expression matches.
func sample(re *syntax.Regexp, random *rand.Rand) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		for {
			char := alphabet[random.IntN(len(alphabet))]
			for pair := range slices.Chunk(re.Rune, 2) {
				if pair[0] <= char && char <= pair[1] {
					return string(char)
				}
			}
		}
	case syntax.OpAlternate:
		return sample(re.Sub[random.IntN(len(re.Sub))], random)
	case syntax.OpRepeat, syntax.OpQuest:
		least, most := re.Min, re.Max
		if re.Op == syntax.OpQuest {
			least, most = 0, 1
		}
		var text string
		for range least + random.IntN(min(most-least, 9)+1) {
			text += sample(re.Sub[0], random)
		}
		return text
	default: // a sequence, a group, or the beginning or end of the text
		var text string
		for _, each := range re.Sub {
			text += sample(each, random)
		}
		return text
	}
}

func disturb(text string, random *rand.Rand) string {
	others := []rune("aZ0./\\:\u00e9 \U0001f600")
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
