package exportmanifest

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxBytes is the greatest length of a manifest (EM-ENC-1).
const MaxBytes = 16 << 20

const (
	maxDepth    = 16
	maxLaxDepth = 200
	maxInteger  = "9007199254740991"
)

// read judges the encoding layer (SPEC section 3) and returns what shape keeps of the value, or the
// first fault. Checks that are made over the whole document come before the text is read.
func read(data []byte, shape *shape) (value, *Finding) {
	return (&reader{maxDepth: maxDepth}).read(data, shape)
}

// readLax reads the files that DLM writes beside manifests, by Python's json: numbers can be any, NaN
// and the infinities too, and strings hold what JSON allows.
func readLax(data []byte, shape *shape) (value, *Finding) {
	return (&reader{maxDepth: maxLaxDepth, lax: true}).read(data, shape)
}

// readValid reads what the encoding layer accepts, however it was written.
func readValid(data []byte, shape *shape) value {
	v, _ := (&reader{maxDepth: maxLaxDepth, text: string(data)}).document(shape)
	return v
}

func (r *reader) read(data []byte, shape *shape) (value, *Finding) {
	if fault := tooLarge(data); fault != nil {
		return value{}, fault
	}
	if len(data) >= 3 && string(data[:3]) == "\xef\xbb\xbf" {
		return refuse(CodeEncodingBOM, "the document begins with a byte order mark; remove it")
	}
	if !utf8.Valid(data) {
		hint := ""
		if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
			hint = "; it looks like UTF-16, which is not allowed"
		}
		return refuse(CodeEncodingUTF8, "byte %d does not continue well-formed UTF-8%s", illFormed(string(data)), hint)
	}
	r.text = string(data)
	v, ok := r.document(shape)
	if !ok {
		return value{}, r.finding()
	}
	return v, nil
}

func tooLarge(data []byte) *Finding {
	if len(data) <= MaxBytes {
		return nil
	}
	_, fault := refuse(CodeEncodingSize, "the document has more than the %d bytes that are allowed", MaxBytes)
	return fault
}

func refuse(code Code, format string, arguments ...any) (value, *Finding) {
	found := problem(code, "", format, arguments...)
	return value{}, &found
}

func illFormed(text string) int {
	for position, char := range text {
		if char == utf8.RuneError && !strings.HasPrefix(text[position:], "\uFFFD") {
			return position
		}
	}
	return len(text)
}

// A reader reads a text once from left to right, up to its first fault. It calls itself for each
// level of nesting, of which there are few.
type reader struct {
	maxDepth int
	lax      bool

	text     string
	position int
	depth    int

	// path leads to the fault, the innermost token first.
	fault Finding
	path  []string

	// Values and parts are taken from blocks, so that a document of many artifacts needs few.
	values []value
	blocks []parts
}

func (r *reader) document(shape *shape) (value, bool) {
	r.skipSpace()
	v, ok := r.value(shape)
	if !ok {
		return value{}, false
	}
	r.skipSpace()
	if r.position < len(r.text) {
		return value{}, r.syntax("expected the end of the document")
	}
	return v, true
}

func (r *reader) value(shape *shape) (value, bool) {
	switch r.peek() {
	case '"':
		characters, ok := r.str("the string")
		return text(characters), ok
	case '{':
		return r.nested(shape, r.object)
	case '[':
		return r.nested(shape, r.array)
	case 't':
		return r.literal("true", booleans)
	case 'f':
		return r.literal("false", booleans)
	case 'n':
		return r.literal("null", nulls)
	default:
		return r.number()
	}
}

func (r *reader) nested(shape *shape, read func(*shape) (value, bool)) (value, bool) {
	if r.depth == r.maxDepth {
		return value{}, r.fail(CodeEncodingDepth, "nested more than %d deep", r.maxDepth)
	}
	r.depth++
	r.position++
	r.skipSpace()
	v, ok := read(shape)
	r.depth--
	return v, ok
}

func (r *reader) array(shape *shape) (value, bool) {
	v := value{kind: arrays, parts: r.newParts(shape)}
	count := 0
	for ; !r.take(']'); count++ {
		if count > 0 && !r.comma(']') {
			return value{}, false
		}
		kept := shape.items != nil && count < shape.maxItems
		items := none
		if kept {
			items = shape.items
		}
		entry, ok := r.value(items)
		if !ok {
			r.path = append(r.path, "/"+strconv.Itoa(count))
			return value{}, false
		}
		if kept {
			v.parts.values = append(v.parts.values, entry)
		}
		r.skipSpace()
	}
	if v.parts != nil {
		v.parts.count = count
	}
	return v, true
}

func (r *reader) object(shape *shape) (value, bool) {
	v := value{kind: objects, parts: r.newParts(shape)}
	unknown := map[string]bool(nil)
	slot := -1
	for count := 0; !r.take('}'); {
		if count > 0 && !r.comma('}') {
			return value{}, false
		}
		name, ok := r.name()
		if !ok {
			return value{}, false
		}
		slot = shape.slot(name, slot+1)
		if slot >= 0 && v.parts.values[slot].kind != 0 || unknown[name] {
			r.path = append(r.path, token(name))
			return value{}, r.fail(CodeEncodingDuplicateMember,
				"the member %s occurs twice in its object", quote(name))
		}
		if !r.colon() {
			return value{}, false
		}
		member, ok := r.value(shape.member(slot))
		if !ok {
			r.path = append(r.path, token(name))
			return value{}, false
		}
		if slot >= 0 {
			v.parts.values[slot] = member
		} else {
			if unknown == nil {
				unknown = make(map[string]bool)
			}
			unknown[name] = true
			if v.parts != nil {
				v.parts.unknown = append(v.parts.unknown, name)
			}
		}
		count++
		r.skipSpace()
	}
	return v, true
}

// comma takes what separates two entries or members, where the closing bracket is not next.
func (r *reader) comma(closing byte) bool {
	if !r.take(',') {
		return r.syntax(fmt.Sprintf("expected ',' or '%c'", closing))
	}
	r.skipSpace()
	return true
}

// slot returns the slot of a member, or -1. Members most often come in ascending order, so that
// the slot after the last one is asked first.
func (s *shape) slot(name string, next int) int {
	if next < len(s.names) && s.names[next] == name {
		return next
	}
	if slot, ok := slices.BinarySearch(s.names, name); ok {
		return slot
	}
	return -1
}

func (r *reader) name() (string, bool) {
	if r.peek() != '"' {
		return "", r.syntax("expected a member name in double quotes")
	}
	return r.str("a member name")
}

func (r *reader) colon() bool {
	r.skipSpace()
	if !r.take(':') {
		return r.syntax("expected ':' after the member name")
	}
	r.skipSpace()
	return true
}

func (r *reader) literal(word string, kind kind) (value, bool) {
	if !strings.HasPrefix(r.text[r.position:], word) {
		return value{}, r.syntax("expected a JSON value")
	}
	r.position += len(word)
	return value{kind: kind, text: word}, true
}

// number reads the longest text that the grammar of RFC 8259 takes for a number, and accepts the
// integers among these. Most are plain, and read without the expression.
func (r *reader) number() (value, bool) {
	rest := r.text[r.position:]
	end := 0
	for end < len(rest) && ('0' <= rest[end] && rest[end] <= '9' || rest[end] == '-' && end == 0) {
		end++
	}
	token, whole := rest[:end], true
	digits := strings.TrimPrefix(token, "-")
	if digits == "" || digits[0] == '0' && digits != "0" || end < len(rest) && strings.IndexByte(".eE", rest[end]) >= 0 {
		token = number.FindString(rest)
		whole = !strings.ContainsAny(token, ".eENI")
	}
	switch {
	case token == "" || !whole && !r.lax && strings.ContainsAny(token, "NI"):
		return value{}, r.syntax("expected a JSON value")
	case !r.lax && !(whole && inRange(token)):
		shown := token
		if len(shown) > 40 {
			shown = fmt.Sprintf("a number of %d characters", len(shown))
		}
		return value{}, r.fail(CodeEncodingNumber,
			"%s is not a plain integer between -%s and %s", shown, maxInteger, maxInteger)
	case whole:
		return r.literal(token, integers)
	default:
		return r.literal(token, reals)
	}
}

func inRange(integer string) bool {
	magnitude := strings.TrimPrefix(integer, "-")
	return integer != "-0" && (len(magnitude) < len(maxInteger) ||
		len(magnitude) == len(maxInteger) && magnitude <= maxInteger)
}

// number takes what is a number of RFC 8259 or of Python's json. It is anchored and looks at each
// byte once.
var number = regexp.MustCompile(`^(?:NaN|-?(?:Infinity|(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?))`)

// plain tells which bytes stand for themselves in a string and need no closer look.
var plain = func() (table [256]bool) {
	for char := byte(' '); char <= '~'; char++ {
		table[char] = char != '"' && char != '\\'
	}
	return table
}()

// str reads a string, at whose opening quote the reader stands, and returns its characters.
func (r *reader) str(what string) (string, bool) {
	start := r.position + 1
	end := start
	for end < len(r.text) && plain[r.text[end]] {
		end++
	}
	if end < len(r.text) && r.text[end] == '"' {
		r.position = end + 1
		return r.text[start:end], true
	}
	return r.unusual(what, start, end)
}

// unusual reads the rest of a string that has escapes or characters beyond ASCII, or is at fault.
func (r *reader) unusual(what string, start, position int) (string, bool) {
	var resolved strings.Builder
	for position < len(r.text) {
		char := rune(r.text[position])
		size := 1
		switch {
		case plain[r.text[position]]:
			position++
			continue
		case char == '"':
			r.position = position + 1
			resolved.WriteString(r.text[start:position])
			return resolved.String(), true
		case char == '\\':
			char, size = escape(r.text[position:])
			if size == 0 {
				r.position = position
				return "", r.syntax("bad escape in a string")
			}
			resolved.WriteString(r.text[start:position])
			resolved.WriteRune(char)
			start = position + size
		case char >= utf8.RuneSelf:
			char, size = utf8.DecodeRuneInString(r.text[position:])
		}
		if r.forbids(char, size) {
			return "", r.fail(CodeEncodingCharacter, "%s holds U+%04X; control characters, "+
				"line separators, lone surrogates and noncharacters are not allowed", what, char)
		}
		position += size
	}
	r.position = position
	return "", r.syntax("unterminated string")
}

// forbids tells whether no string may hold a character, which takes up some bytes of the text.
func (r *reader) forbids(char rune, size int) bool {
	if r.lax {
		return utf16.IsSurrogate(char) || char < ' ' && size == 1
	}
	return forbidden(char)
}

// forbidden tells whether no string of a manifest may hold a character (SPEC section 3).
func forbidden(char rune) bool {
	return char < ' ' || 0x7f <= char && char <= 0x9f || char == '\u2028' || char == '\u2029' ||
		utf16.IsSurrogate(char) || 0xfdd0 <= char && char <= 0xfdef || char&0xfffe == 0xfffe
}

// escape returns the character that the escape at the beginning of a text stands for, and the
// length of the escape: 0 if it is none. A surrogate without its other half stands for itself.
func escape(text string) (rune, int) {
	if len(text) < 2 {
		return 0, 0
	}
	if text[1] != 'u' {
		found := strings.IndexByte(`"\/bfnrt`, text[1])
		if found < 0 {
			return 0, 0
		}
		return rune("\"\\/\b\f\n\r\t"[found]), 2
	}
	unit, ok := codeUnit(text)
	if !ok {
		return 0, 0
	}
	if low, ok := codeUnit(text[6:]); ok {
		if char := utf16.DecodeRune(unit, low); char != utf8.RuneError {
			return char, 12
		}
	}
	return unit, 6
}

// codeUnit returns the number in an escape of the form \uXXXX.
func codeUnit(text string) (rune, bool) {
	if len(text) < 6 || text[:2] != `\u` {
		return 0, false
	}
	unit, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(unit), err == nil
}

func (r *reader) skipSpace() {
	for r.position < len(r.text) {
		switch r.text[r.position] {
		case ' ', '\n', '\r', '\t':
			r.position++
		default:
			return
		}
	}
}

// peek returns the next byte, and NUL, which no token begins with, at the end of the text.
func (r *reader) peek() byte {
	if r.position < len(r.text) {
		return r.text[r.position]
	}
	return 0
}

func (r *reader) take(char byte) bool {
	if r.position < len(r.text) && r.text[r.position] == char {
		r.position++
		return true
	}
	return false
}

// newParts returns room for what a shape keeps, or nil where it keeps nothing.
func (r *reader) newParts(shape *shape) *parts {
	if shape == none {
		return nil
	}
	size := blockSize(r.text)
	if len(r.blocks) == 0 {
		r.blocks = make([]parts, size)
	}
	block := &r.blocks[0]
	r.blocks = r.blocks[1:]
	slots := len(shape.names)
	if len(r.values) < slots {
		r.values = make([]value, max(slots, 4*size))
	}
	block.values = r.values[:slots:slots]
	r.values = r.values[slots:]
	return block
}

// blockSize is the number of objects to expect in a text, within bounds.
func blockSize(text string) int {
	return min(4+len(text)/256, 1024)
}

// fail notes the fault. It returns false, for who calls it to return.
func (r *reader) fail(code Code, format string, arguments ...any) bool {
	r.fault = problem(code, "", format, arguments...)
	return false
}

func (r *reader) syntax(expected string) bool {
	line := strings.Count(r.text[:r.position], "\n") + 1
	begin := strings.LastIndexByte(r.text[:r.position], '\n') + 1
	column := utf8.RuneCountInString(r.text[begin:r.position]) + 1
	found := "the document ends"
	if rest := r.text[r.position:]; rest != "" {
		_, size := utf8.DecodeRuneInString(rest)
		found = "found " + quote(rest[:size])
	}
	return r.fail(CodeEncodingSyntax, "line %d, column %d: %s, %s", line, column, expected, found)
}

func (r *reader) finding() *Finding {
	if r.fault.Code != CodeEncodingSyntax { // which is at the document, wherever it is
		slices.Reverse(r.path)
		r.fault.Pointer = strings.Join(r.path, "")
	}
	return &r.fault
}
