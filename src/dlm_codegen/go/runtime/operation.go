package exportmanifest

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A object is a JSON object as a migration changes it, in place. Numbers are [json.Number].
type jsonObject = map[string]any

// operations are those of a migration file, in its order.
type operations []operation

// An operation is an entry of a migration file, with the members of all kinds (SPEC section 10.2).
type operation struct {
	Op, Pointer, From, To             string
	Suffix, Source, Target, Otherwise string
	Rules                             []derivationRule
	Pairs, Fallbacks                  []pair
	Bound                             map[string]int
	Value                             json.RawMessage
	KeptIn                            string `json:"kept_in"`
}

type derivationRule struct {
	Pattern *pattern
	// Targets are empty where the rule holds for every target.
	Targets []string
	Value   string
}

type pair struct {
	Older, Newer any
}

// up makes the older version's document the newer's.
func (all operations) up(root jsonObject) {
	for index := range all {
		o := &all[index]
		visitJSON(root, o.place(), nil, func(owner jsonObject, name string, _ []string) {
			o.newer(owner, name, root)
		})
	}
}

// set makes the older version's document the newer's in its slots, where no operation does more than
// set a member; else it changes nothing and returns false.
func (all operations) set(root *value, s *shape) bool {
	sets := []string{"add", "suffix", "derive"}
	if slices.ContainsFunc(all, func(o operation) bool { return !slices.Contains(sets, o.Op) }) {
		return false
	}
	for index := range all {
		o := &all[index]
		var target string
		if o.Op == "derive" {
			visit(root, s, split(o.Target), nil, func(_ *shape, members []value, slot int, _ []int) {
				target = members[slot].text
			})
		}
		source := o.Source[strings.LastIndexByte(o.Source, '/')+1:]
		visit(root, s, split(o.Pointer), nil, func(owner *shape, members []value, slot int, _ []int) {
			switch o.Op {
			case "add":
				members[slot] = readValid(o.Value, owner.member(slot))
			case "suffix":
				if members[slot].kind == strs {
					members[slot].text += o.Suffix
				}
			case "derive":
				members[slot] = text(o.derive(members[owner.slot(source, slot)].text, target))
			}
		})
	}
	return true
}

// visit calls a function for each object that has the member at the end of some tokens, with the
// entries of arrays that lead there.
func visit(
	v *value, s *shape, tokens []string, entries []int,
	act func(s *shape, members []value, slot int, entries []int),
) {
	switch {
	case v.parts == nil:
	case tokens[0] == "*":
		entries = append(entries, 0)
		for index := range v.parts.values {
			entries[len(entries)-1] = index
			visit(&v.parts.values[index], s.items, tokens[1:], entries, act)
		}
	case len(tokens) == 1:
		act(s, v.parts.values, s.slot(tokens[0], 0), entries)
	default:
		slot := s.slot(tokens[0], 0)
		visit(&v.parts.values[slot], s.member(slot), tokens[1:], entries, act)
	}
}

// located returns the pointer to a member that some entries lead to.
func located(pointer string, entries []int) string {
	for _, index := range entries {
		pointer = strings.Replace(pointer, "*", strconv.Itoa(index), 1)
	}
	return pointer
}

// down makes the newer version's document the older's and returns what that loses: also what the
// older schema does not accept then (EM-MIG-20).
func (all operations) down(root jsonObject, older *schema) (losses []Loss) {
	for index, o := range slices.Backward(all) {
		visitJSON(root, o.place(), nil, func(owner jsonObject, name string, path []string) {
			if lost, value, is := o.older(owner, name, root); is {
				pointer := all[index+1:].origin(append(path, lost))
				losses = append(losses, Loss{CodeLossValue, pointer, lostValue(value)})
			}
		})
	}
	outcome := valueOf(root, older.shape)
	j := judge{most: math.MaxInt}
	j.value(older, &outcome)
	last := ""
	for index, each := range j.findings {
		if index > 0 && each.Pointer == last {
			continue
		}
		last = each.Pointer
		path := strings.Split(last, "/")[1:]
		losses = append(losses, Loss{CodeLossUnrepresentable, all.origin(path), lostValue(at(root, path))})
	}
	return losses
}

// origin returns the pointer to what is at a path of an older document in the newer one, before the
// operations are undone.
func (all operations) origin(path []string) string {
	for index := range all {
		from, to := split(all[index].From), split(all[index].To)
		if len(from) == 0 || len(path) < len(from) || !slices.EqualFunc(from, path[:len(from)], leads) {
			continue
		}
		moved := slices.Clone(to)
		for place, name := range to {
			if name == "*" {
				moved[place] = path[place]
			}
		}
		path = append(moved, path[len(from):]...)
	}
	return "/" + strings.Join(path, "/")
}

func leads(token, name string) bool { return token == "*" || token == name }

// split returns the tokens of a pointer that needs no escape.
func split(pointer string) []string {
	return strings.Split(pointer, "/")[1:]
}

// at returns what is at a path, nil where there is nothing.
func at(v any, path []string) any {
	for _, name := range path {
		switch container := v.(type) {
		case jsonObject:
			v = container[name]
		case []any:
			index, _ := strconv.Atoi(name)
			v = container[index]
		}
	}
	return v
}

// visitJSON does what visit does for a document as a migration changes it. The path to the object is
// the visit's own, and changes when the call is over.
func visitJSON(v any, tokens, path []string, act func(owner jsonObject, name string, path []string)) {
	switch container := v.(type) {
	case []any:
		for index, entry := range container {
			visitJSON(entry, tokens[1:], append(path, strconv.Itoa(index)), act)
		}
	case jsonObject:
		if len(tokens) == 1 {
			act(container, tokens[0], path)
			return
		}
		visitJSON(container[tokens[0]], tokens[1:], append(path, tokens[0]), act)
	}
}

// place returns the tokens that lead to the members that the operation changes.
func (o *operation) place() []string {
	if o.Op != "move" {
		return split(o.Pointer)
	}
	from := split(o.From)
	return from[:len(from)-len(within(o.From))+1]
}

// within returns the tokens that lead to a member from the object, or innermost entry, it is in.
func within(pointer string) []string {
	return split(pointer[strings.LastIndexByte(pointer, '*')+1:])
}

// newer changes an object that has the member for the newer version.
func (o *operation) newer(owner jsonObject, name string, root jsonObject) {
	switch o.Op {
	case "add", "derive":
		owner[name] = o.given(owner, root)
	case "suffix":
		text, _ := owner[name].(string)
		owner[name] = text + o.Suffix
	case "map":
		for _, each := range o.Pairs {
			if reflect.DeepEqual(each.Older, owner[name]) {
				owner[name] = each.Newer
				return
			}
		}
	case "move":
		put(owner, within(o.To), take(owner, within(o.From)))
	case "remove", "narrow":
		value, kept := owner[name], any(nil)
		if o.keeps(value) {
			kept, owner[name] = value, o.value()
		}
		if o.KeptIn != "" {
			owner[o.KeptIn] = kept
		}
		if o.Op == "remove" {
			delete(owner, name)
		}
	}
}

// older changes an object back, and returns the name and value of the member that this loses, if one
// is lost.
func (o *operation) older(owner jsonObject, name string, root jsonObject) (lost string, value any, is bool) {
	switch o.Op {
	case "add", "derive":
		value := take(owner, []string{name})
		return name, value, !reflect.DeepEqual(value, o.given(owner, root))
	case "suffix":
		text, _ := owner[name].(string)
		owner[name] = strings.TrimSuffix(text, o.Suffix)
	case "map":
		value := owner[name]
		for index, each := range slices.Concat(o.Pairs, o.Fallbacks) {
			if reflect.DeepEqual(each.Newer, value) {
				owner[name] = each.Older
				return name, value, index >= len(o.Pairs)
			}
		}
	case "move":
		put(owner, within(o.From), take(owner, within(o.To)))
	case "remove", "narrow":
		if o.Op == "remove" {
			owner[name] = o.value()
		}
		kept := take(owner, []string{o.KeptIn})
		if kept == nil || !o.keeps(kept) {
			return o.KeptIn, kept, kept != nil // going up would not keep it
		}
		value = owner[name]
		owner[name] = kept
		return name, value, !reflect.DeepEqual(value, o.value())
	}
	return "", nil, false
}

// given returns the value that add or derive gives an object.
func (o *operation) given(owner, root jsonObject) any {
	if o.Op == "add" {
		return o.value()
	}
	name := split(o.Source)
	source, _ := owner[name[len(name)-1]].(string)
	target, _ := at(root, split(o.Target)).(string)
	return o.derive(source, target)
}

// derive returns the value that the first rule gives that holds.
func (o *operation) derive(source, target string) string {
	for index := range o.Rules {
		rule := &o.Rules[index]
		if (rule.Targets == nil || slices.Contains(rule.Targets, target)) && rule.Pattern.matches(source) {
			return rule.Value
		}
	}
	return o.Otherwise
}

// value returns a copy of the value that the operation names.
func (o *operation) value() (v any) {
	must(decode(o.Value, &v))
	return v
}

// keeps tells whether remove or narrow keeps a value in another member: one that is not the usual
// value, or that the bound refuses. Null has no bound.
func (o *operation) keeps(v any) bool {
	if o.Bound == nil {
		return !reflect.DeepEqual(v, o.value())
	}
	size := 0
	switch v := v.(type) {
	case json.Number:
		number, _ := v.Int64()
		size = int(number)
	case string:
		size = utf8.RuneCountInString(v)
	case []any:
		size = len(v)
	default:
		return false
	}
	for keyword, bound := range o.Bound {
		if strings.HasPrefix(keyword, "min") {
			return size < bound
		}
		return size > bound
	}
	return false
}

// take takes a member out, and the objects on the way to it that it leaves empty.
func take(owner jsonObject, names []string) any {
	value := owner[names[0]]
	inner, is := value.(jsonObject)
	if len(names) > 1 && is {
		value = take(inner, names[1:])
	}
	if len(names) == 1 || len(inner) == 0 {
		delete(owner, names[0])
	}
	return value
}

// put puts a member in, and the objects on the way to it that are missing.
func put(owner jsonObject, names []string, value any) {
	for ; len(names) > 1; names = names[1:] {
		inner, is := owner[names[0]].(jsonObject)
		if !is {
			inner = make(jsonObject)
			owner[names[0]] = inner
		}
		owner = inner
	}
	owner[names[0]] = value
}

// lostValue returns a value as a loss shows it.
func lostValue(v any) any {
	if number, is := v.(json.Number); is {
		whole, _ := number.Int64()
		return whole
	}
	return v
}

// decode reads JSON as encoding/json does, with numbers of any type as they are written.
func decode(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// jsonObject returns an object as a migration changes it.
func (v *value) jsonObject(s *shape) (object jsonObject) {
	must(decode(appendValue(nil, v, s, "\n"), &object))
	return object
}

// valueOf returns what a shape keeps of a JSON value.
func valueOf(v any, s *shape) value {
	data, err := json.Marshal(v)
	must(err)
	return readValid(data, s)
}
