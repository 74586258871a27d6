// Generated from src/dlm_codegen/go/runtime/fields.go by `nox -s generate`. Do not edit.

package exportmanifest

import "strconv"

// The functions that fill a field of a type from a value are of one form, and so are those that
// give the value of a field: what can be null and what has entries is made of what it holds.

func fillText[T ~string](field *T, v *value) { *field = T(v.text) }

func fillInteger(field *int64, v *value) { *field = v.number() }

func fillBoolean(field *bool, v *value) { *field = v.text == "true" }

func fillOptional[T any](fill func(*T, *value)) func(**T, *value) {
	return func(field **T, v *value) {
		*field = nil
		if v.kind != nulls {
			*field = new(T) // which keeps the values around it no longer than the document
			fill(*field, v)
		}
	}
}

func fillEntries[T any](fill func(*T, *value)) func(*[]T, *value) {
	return func(field *[]T, v *value) {
		*field = make([]T, len(v.parts.values))
		for index := range *field {
			fill(&(*field)[index], &v.parts.values[index])
		}
	}
}

func valueText[T ~string](field *T) value { return text(string(*field)) }

func valueInteger(field *int64) value {
	return value{kind: integers, text: strconv.FormatInt(*field, 10)}
}

func valueBoolean(field *bool) value {
	return value{kind: booleans, text: strconv.FormatBool(*field)}
}

func valueOptional[T any](valueOf func(*T) value) func(**T) value {
	return func(field **T) value {
		if *field == nil {
			return nullValue()
		}
		return valueOf(*field)
	}
}

func valueEntries[T any](valueOf func(*T) value) func(*[]T) value {
	return func(field *[]T) value {
		entries := make([]value, len(*field))
		for index := range *field {
			entries[index] = valueOf(&(*field)[index])
		}
		return value{kind: arrays, parts: &parts{values: entries, count: len(entries)}}
	}
}
