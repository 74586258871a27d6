// Generated from src/dlm_codegen/go/runtime/canonical.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// canonical writes a document in canonical form (SPEC section 9).
func canonical(root *value) []byte {
	out := appendValue(nil, root, exportManifestShape, "\n")
	return append(out, '\n')
}

// appendValue writes a value; newline is the line feed and indentation of the line it is on.
func appendValue(out []byte, v *value, shape *shape, newline string) []byte {
	switch v.kind {
	case strs:
		return appendString(out, v.text)
	case arrays:
		inner := newline + "  "
		out = append(out, '[')
		for index := range v.parts.values {
			out = appendSeparator(out, inner)
			out = appendValue(out, &v.parts.values[index], shape.items, inner)
		}
		return appendEnd(out, ']', newline)
	case objects:
		inner := newline + "  "
		out = append(out, '{')
		for slot := range v.parts.values {
			if v.parts.values[slot].kind == 0 {
				continue
			}
			out = appendSeparator(out, inner)
			out = appendString(out, shape.names[slot])
			out = append(out, ": "...)
			out = appendValue(out, &v.parts.values[slot], shape.member(slot), inner)
		}
		return appendEnd(out, '}', newline)
	default:
		return append(out, v.text...)
	}
}

func appendSeparator(out []byte, newline string) []byte {
	if last := out[len(out)-1]; last != '[' && last != '{' {
		out = append(out, ',')
	}
	return append(out, newline...)
}

func appendEnd(out []byte, bracket byte, newline string) []byte {
	if last := out[len(out)-1]; last != '[' && last != '{' {
		out = append(out, newline...)
	}
	return append(out, bracket)
}

// appendString writes a string by EM-CANON-4. Bytes that are not UTF-8 stay what they are, for the
// encoding layer to find.
func appendString(out []byte, text string) []byte {
	out = append(out, '"')
	for position := 0; position < len(text); {
		if plain[text[position]] {
			end := position + 1
			for end < len(text) && plain[text[end]] {
				end++
			}
			out = append(out, text[position:end]...)
			position = end
			continue
		}
		char, size := utf8.DecodeRuneInString(text[position:])
		switch short := strings.IndexRune("\"\\\b\f\n\r\t", char); {
		case char == utf8.RuneError && size == 1:
			out = append(out, text[position])
		case short >= 0:
			out = append(out, '\\', `"\bfnrt`[short])
		case char > 0xffff:
			char -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+char>>10, 0xdc00+char&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, char)
		}
		position += size
	}
	return append(out, '"')
}
