// Generated from src/dlm_codegen/go/runtime/rules.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Filename is the name of the manifest in an export directory.
const Filename = "export_manifest.json"

// artifactPath is where the paths are that findings are about.
const artifactPath = "/artifacts/*/path"

// A rule is of a kind that rules.json has the data for. It adds its findings about a document that
// its schema accepts. The target is the one that the document has once it is migrated up.
type rule interface {
	judge(d *document, target string, findings []Finding) []Finding
}

// judgeRules applies the rules of SPEC section 6 to a document that its schema accepts, as if it
// had been migrated to the latest version. Findings are in document order; those beyond the most
// that are listed are counted.
func judgeRules(d *document, most int) ([]Finding, Counts) {
	members := d.root.parts.values
	findings := judgePaths(nil, members[exportManifestArtifacts].parts.values)
	if created := members[exportManifestCreatedAt].text; !onCalendar(created) {
		findings = append(findings, problem(CodeRulesCalendarDate, "/created_at",
			"%s is not a date of the Gregorian calendar", created[:min(len(created), len("0001-01-01"))]))
	}
	if isTrue(&members[exportManifestDequantized]) && !isTrue(&members[exportManifestMerged]) {
		findings = append(findings, problem(CodeRulesDequantizedWithoutMerged, "/dequantized",
			"dequantized is true, and merged is not"))
	}
	target := d.target()
	for _, each := range dataRules {
		findings = each.judge(d, target, findings)
	}
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(comparePointers(a.Pointer, b.Pointer), cmp.Compare(a.Code, b.Code))
	})
	return bounded(findings, most)
}

// comparePointers orders pointers of which one may lead into the other. Indexes are numbers, and no
// name begins with a digit.
func comparePointers(a, b string) int {
	for a != b {
		var first, second string
		first, a, _ = strings.Cut(a, "/")
		second, b, _ = strings.Cut(b, "/")
		order := cmp.Compare(first, second)
		if min(first, second) != "" && max(first, second) < ":" {
			order = cmp.Or(cmp.Compare(len(first), len(second)), order)
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

func isTrue(v *value) bool {
	return v.kind == booleans && v.text == "true"
}

// A patternRule wants a text, or each part of it, to match a pattern or not to match it.
type patternRule struct {
	code Code
	location
	// separator is empty where the text has one part.
	separator string
	pattern   *pattern
	matches   bool
	// meaning says what is wrong with a part.
	meaning string
}

func (r *patternRule) judge(d *document, _ string, findings []Finding) []Finding {
	r.each(&d.root, func(members []value, entries []int) {
		if v := &members[r.slot]; v.kind == strs {
			if part, wrong := r.wrong(v.text); wrong {
				found := problem(r.code, r.at(entries), "%s: %s", r.meaning, quote(part))
				if r.matches {
					found.Expected, found.Observed = r.pattern.source, strings.Clone(part)
				}
				findings = append(findings, r.about(found, v.text))
			}
		}
	})
	return findings
}

// wrong returns the first part of a text that breaks the rule.
func (r *patternRule) wrong(text string) (string, bool) {
	for more := true; more; {
		part := text
		if more = r.separator != ""; more {
			part, text, more = strings.Cut(text, r.separator)
		}
		if r.pattern.matches(part) != r.matches {
			return part, true
		}
	}
	return "", false
}

// about adds the path that a finding is about, if the text is one.
func (l *location) about(found Finding, text string) Finding {
	if l.pointer == artifactPath {
		found.Path = strings.Clone(text)
	}
	return found
}

// An embeddedRule wants what is between the prefix and the suffix of a text to be the value of a
// member at the top.
type embeddedRule struct {
	code Code
	location
	prefix, suffix string
	member         int
}

func (r *embeddedRule) judge(d *document, _ string, findings []Finding) []Finding {
	expected := &d.root.parts.values[r.member]
	r.each(&d.root, func(members []value, entries []int) {
		v := &members[r.slot]
		rest, begins := strings.CutPrefix(v.text, r.prefix)
		between, ends := strings.CutSuffix(rest, r.suffix)
		if v.kind != strs || !begins || !ends || strings.Contains(v.text, "/") || expected.equal(text(between)) {
			return
		}
		found := problem(r.code, r.at(entries), "%s says %s, and %s is %s", quote(v.text), quote(between),
			exportManifestShape.names[r.member], expected)
		found.Expected, found.Observed = expected.observed(), strings.Clone(between)
		findings = append(findings, r.about(found, v.text))
	})
	return findings
}

// A valuesRule names values, by target, that members at the top must have, or must not have.
type valuesRule struct {
	code   Code
	fields map[string][]fieldValue
}

type fieldValue struct {
	slot int
	must bool
	value
}

func (r *valuesRule) judge(d *document, target string, findings []Finding) []Finding {
	for index := range r.fields[target] {
		field := &r.fields[target][index]
		v := &d.root.parts.values[field.slot]
		if v.kind == 0 || v.equalFold(field.value) == field.must {
			continue
		}
		name := exportManifestShape.names[field.slot]
		found := problem(r.code, token(name), "%s is never %s in exports for %s", name, v, target)
		if field.must {
			found = problem(r.code, token(name), "%s is %s in exports for %s, found %s",
				name, &field.value, target, v)
			found.Expected, found.Observed = field.plain(), v.observed()
		}
		findings = append(findings, found)
	}
	return findings
}

// equalFold compares values, texts without the case of ASCII letters.
func (v *value) equalFold(other value) bool {
	return v.equal(other) || v.kind == strs && other.kind == strs && fold(v.text) == fold(other.text)
}

// A rolesRule names roles, by target, that some artifact must have.
type rolesRule struct {
	code  Code
	roles map[string][]string
}

func (r *rolesRule) judge(d *document, target string, findings []Finding) []Finding {
	missing := slices.Clone(r.roles[target])
	derivation := d.derivation()
	artifacts := d.root.parts.values[exportManifestArtifacts].parts.values
	for index := 0; index < len(artifacts) && len(missing) > 0; index++ {
		members := artifacts[index].parts.values
		role := members[exportArtifactRole].text
		if derivation != nil {
			role = derivation.derive(members[exportArtifactPath].text, target)
		}
		missing = slices.DeleteFunc(missing, func(each string) bool { return each == role })
	}
	if len(missing) > 0 {
		findings = append(findings, problem(r.code, "/artifacts",
			"no artifact has a role that the target %s needs: %s", target, strings.Join(missing, ", ")))
	}
	return findings
}

// onCalendar tells whether a timestamp begins with a date of the Gregorian calendar, extended
// backwards, in a year from 0001 to 9999 (EM-RULE-7).
func onCalendar(timestamp string) bool {
	if len(timestamp) < len("0001-01-01") {
		return false
	}
	year, err := strconv.ParseUint(timestamp[:4], 10, 16)
	month, err2 := strconv.ParseUint(timestamp[5:7], 10, 8)
	day, err3 := strconv.ParseUint(timestamp[8:10], 10, 8)
	if cmp.Or(err, err2, err3) != nil || year < 1 || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [...]uint64{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days++
	}
	return day <= days
}

// judgePaths adds the findings about paths that are compared with each other or with the manifest's.
func judgePaths(findings []Finding, artifacts []value) []Finding {
	// The first artifacts that have a path, that have it but for case, and that are in the folder of
	// that name. Folders that no artifact lists are only looked up: a path can have 256 of them.
	listed := make(map[string]int, len(artifacts))
	folded := make(map[string]int, len(artifacts))
	inside := make(map[string]int)
	for index := range artifacts {
		first(listed, artifacts[index].parts.values[exportArtifactPath].text, index)
	}
	for index := range artifacts {
		path := artifacts[index].parts.values[exportArtifactPath].text
		found := func(code Code, format string, arguments ...any) {
			finding := problem(code, fmt.Sprintf("/artifacts/%d/path", index), format, arguments...)
			finding.Path = strings.Clone(path)
			findings = append(findings, finding)
		}

		clash := nobody
		for end := range len(path) {
			if path[end] != '/' {
				continue
			}
			if folder, ok := listed[path[:end]]; ok {
				first(inside, path[:end], index)
				if folder < index {
					clash = earlier(clash, folder)
				}
			}
		}
		if other, ok := inside[path]; ok {
			clash = earlier(clash, other)
		}
		key := fold(path)
		other := first(folded, key, index)

		if twin := first(listed, path, index); twin != index {
			found(CodeRulesDuplicatePath, "%s is listed already at /artifacts/%d", quote(path), twin)
		} else if other != index {
			found(CodeRulesCaseCollision, "%s differs from the path of /artifacts/%d in case alone",
				quote(path), other)
		}
		if clash != nobody {
			found(CodeRulesPathPrefix, "of %s and the path of /artifacts/%d, one is a folder of the other",
				quote(path), clash)
		}
		if key == Filename {
			found(CodeRulesSelfListing, "%s is the manifest itself", quote(path))
		}
	}
	return findings
}

const nobody = -1

// first returns the artifact that a name has, which becomes the given one if it has none yet.
func first(artifacts map[string]int, name string, index int) int {
	known, ok := artifacts[name]
	if !ok {
		artifacts[name], known = index, index
	}
	return known
}

func earlier(a, b int) int {
	if a == nobody || b == nobody {
		return max(a, b)
	}
	return min(a, b)
}

// fold writes ASCII letters in lower case, and nothing else.
func fold(text string) string {
	upper := func(char byte) bool { return 'A' <= char && char <= 'Z' }
	first := 0
	for first < len(text) && !upper(text[first]) {
		first++
	}
	if first == len(text) {
		return text
	}
	folded := []byte(text)
	for index := first; index < len(folded); index++ {
		if upper(folded[index]) {
			folded[index] |= 0x20
		}
	}
	return string(folded)
}
