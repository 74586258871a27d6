package exportmanifest

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// canonical writes a document in canonical form (SPEC section 9).
func canonical(root *value) []byte {
	out := appendValue(nil, root, exportManifestShape, "\n")
	return append(out, '\n')
}

// appendValue writes a value; newline is the line feed and indentation of the line it is on.
func appendValue(out []byte, v *value, shape *shape, newline string) []byte {
	brackets := "[]"
	switch v.kind {
	case strs:
		return appendString(out, v.text)
	case objects:
		brackets = "{}"
	case arrays:
	default:
		return append(out, v.text...)
	}
	out = append(out, brackets[0])
	inner, written, of := newline+"  ", false, shape.items
	for index := range v.parts.values {
		each := &v.parts.values[index]
		if each.kind == 0 {
			continue
		}
		if written {
			out = append(out, ',')
		}
		out = append(out, inner...)
		if v.kind == objects {
			out = append(appendString(out, shape.names[index]), ": "...)
			of = shape.member(index)
		}
		out = appendValue(out, each, of, inner)
		written = true
	}
	if written {
		out = append(out, newline...)
	}
	return append(out, brackets[1])
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
		default:
			for _, unit := range utf16.AppendRune(nil, char) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
		position += size
	}
	return append(out, '"')
}
