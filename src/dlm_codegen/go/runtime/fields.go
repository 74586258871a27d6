package exportmanifest

import "strconv"

// A carrier carries a value between a field of a type and a document: out of the field, or into it.
// What can be null and what has entries is carried as what it holds.
type carrier[T any] func(field *T, v *value, out bool)

func carryText[T ~string](field *T, v *value, out bool) {
	if out {
		*v = text(string(*field))
	} else {
		*field = T(v.text)
	}
}

func carryInteger(field *int64, v *value, out bool) {
	if out {
		*v = value{kind: integers, text: strconv.FormatInt(*field, 10)}
	} else {
		*field = v.number()
	}
}

func carryBoolean(field *bool, v *value, out bool) {
	if out {
		*v = value{kind: booleans, text: strconv.FormatBool(*field)}
	} else {
		*field = v.text == "true"
	}
}

func carryOptional[T any](carry carrier[T]) carrier[*T] {
	return func(field **T, v *value, out bool) {
		switch {
		case out && *field == nil:
			*v = nullValue()
			return
		case out:
		case v.kind == nulls:
			*field = nil
			return
		default:
			*field = new(T) // which keeps the values around it no longer than the document
		}
		carry(*field, v, out)
	}
}

func carryEntries[T any](carry carrier[T]) carrier[[]T] {
	return func(field *[]T, v *value, out bool) {
		if out {
			*v = value{kind: arrays, parts: &parts{values: make([]value, len(*field)), count: len(*field)}}
		} else {
			*field = make([]T, len(v.parts.values))
		}
		for index := range *field {
			carry(&(*field)[index], &v.parts.values[index], out)
		}
	}
}

// members returns the members of an object by slot, for those of a type to be carried.
func (v *value) members(s *shape, out bool) []value {
	if out {
		*v = value{kind: objects, parts: &parts{values: make([]value, len(s.names))}}
	}
	return v.parts.values
}
