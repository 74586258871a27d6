package exportmanifest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
)

// Filename is the name of the manifest in an export directory.
const Filename = "export_manifest.json"

// A dataRule is one that rules.json has the data for, of some kind.
type dataRule struct {
	catalogued                `json:"-"`
	Kind, Pointer             string
	Pattern, Forbidden        *pattern
	Separator, Prefix, Suffix string
	Member                    string
	Require, Forbid           map[string]map[string]value
	Roles                     map[string][]string

	tokens []string // of the pointer, where there is one
}

var dataRules = sync.OnceValue(func() (rules []dataRule) {
	for _, entry := range catalogue() {
		if entry.Layer == "rules" && entry.Parameters != nil {
			rule := dataRule{catalogued: entry}
			must(decode(entry.Parameters, &rule))
			rule.tokens = split(rule.Pointer)
			rules = append(rules, rule)
		}
	}
	return rules
})

// judge adds the findings about a document that its schema accepts. The target is the one that the
// document has once it is migrated up.
func (r *dataRule) judge(d *document, target string, findings []Finding) []Finding {
	switch r.Kind {
	case "values_by_target":
		return r.values(d, target, findings)
	case "roles_by_target":
		return r.roles(d, target, findings)
	}
	visit(&d.root, exportManifestShape, r.tokens, nil, func(_ *shape, members []value, slot int, entries []int) {
		v := &members[slot]
		if v.kind != strs {
			return
		}
		judge := r.parts
		if r.Kind == "embedded_value" {
			judge = r.embedded
		}
		found, wrong := judge(d, v.text)
		if !wrong {
			return
		}
		found.Code, found.Severity, found.Pointer = r.Code, r.Severity, located(r.Pointer, entries)
		if r.Pointer == "/artifacts/*/path" {
			found.Path = strings.Clone(v.text)
		}
		findings = append(findings, found)
	})
	return findings
}

// judgeRules applies the rules of SPEC section 6 to a document that its schema accepts, as if it
// had been migrated to the latest version. Findings are in document order; those beyond the most
// that are listed are counted.
func judgeRules(d *document, most int) ([]Finding, Counts) {
	members := d.root.parts.values
	findings := judgePaths(nil, members[exportManifestArtifacts].parts.values)
	if created := members[exportManifestCreatedAt].text; !onCalendar(created) {
		findings = append(findings, problem(CodeRulesCalendarDate, "/created_at",
			"%s is not a date of the Gregorian calendar", created[:min(len(created), len(time.DateOnly))]))
	}
	if isTrue(&members[exportManifestDequantized]) && !isTrue(&members[exportManifestMerged]) {
		findings = append(findings, problem(CodeRulesDequantizedWithoutMerged, "/dequantized",
			"dequantized is true, and merged is not"))
	}
	target := d.target()
	for index := range dataRules() {
		findings = dataRules()[index].judge(d, target, findings)
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

// parts wants a text, or each part of it, to match a pattern or not to match it.
func (r *dataRule) parts(_ *document, text string) (found Finding, wrong bool) {
	wanted, matches := r.Pattern, true
	if wanted == nil {
		wanted, matches = r.Forbidden, false
	}
	for part := range strings.SplitSeq(text, cmp.Or(r.Separator, "\x00")) { // which no text has
		if wanted.matches(part) == matches {
			continue
		}
		meaning := strings.TrimSuffix(r.Meaning, ".")
		if article, _, _ := strings.Cut(meaning, " "); article == "A" || article == "An" {
			meaning = "a" + meaning[1:]
		}
		found.Message = fmt.Sprintf("%s: %s", meaning, quote(part))
		if matches {
			found.Expected, found.Observed = wanted.source, strings.Clone(part)
		}
		return found, true
	}
	return found, false
}

// embedded wants what is between the prefix and the suffix of a text to be the value of a member at
// the top.
func (r *dataRule) embedded(d *document, whole string) (found Finding, wrong bool) {
	expected := &d.root.parts.values[exportManifestShape.slot(r.Member, 0)]
	rest, begins := strings.CutPrefix(whole, r.Prefix)
	between, ends := strings.CutSuffix(rest, r.Suffix)
	wrong = begins && ends && !strings.Contains(whole, "/") && !expected.equal(text(between))
	if wrong {
		found.Message = fmt.Sprintf("%s says %s, and %s is %s", quote(whole), quote(between), r.Member, expected)
		found.Expected, found.Observed = expected.observed(), strings.Clone(between)
	}
	return found, wrong
}

// values names values, by target, that members at the top must have, or must not have.
func (r *dataRule) values(d *document, target string, findings []Finding) []Finding {
	judge := func(values map[string]value, must bool) {
		for name, named := range values {
			v := &d.root.parts.values[exportManifestShape.slot(name, 0)]
			if v.kind == 0 || v.equalFold(named) == must {
				continue
			}
			found := problem(r.Code, token(name), "%s is never %s in exports for %s", name, v, target)
			if must {
				found = problem(r.Code, token(name), "%s is %s in exports for %s, found %s", name, named.String(), target, v)
				found.Expected, found.Observed = named.plain(), v.observed()
			}
			findings = append(findings, found)
		}
	}
	judge(r.Require[target], true)
	judge(r.Forbid[target], false)
	return findings
}

// equalFold compares values, texts without the case of ASCII letters.
func (v *value) equalFold(other value) bool {
	return v.equal(other) || v.kind == strs && other.kind == strs && fold(v.text) == fold(other.text)
}

// roles names roles, by target, that some artifact must have.
func (r *dataRule) roles(d *document, target string, findings []Finding) []Finding {
	missing := slices.Clone(r.Roles[target])
	derivation := d.ahead("derive", "/artifacts/*/role")
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
		findings = append(findings, problem(r.Code, "/artifacts",
			"no artifact has a role that the target %s needs: %s", target, strings.Join(missing, ", ")))
	}
	return findings
}

// onCalendar tells whether a timestamp begins with a date of the Gregorian calendar, extended
// backwards, in a year from 0001 to 9999 (EM-RULE-7).
func onCalendar(timestamp string) bool {
	date, err := time.Parse(time.DateOnly, timestamp[:min(len(timestamp), len(time.DateOnly))])
	return err == nil && date.Year() > 0
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
					clash = min(clash, folder)
				}
			}
		}
		if other, ok := inside[path]; ok {
			clash = min(clash, other)
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

const nobody = math.MaxInt

// first returns the artifact that a name has, which becomes the given one if it has none yet.
func first(artifacts map[string]int, name string, index int) int {
	known, ok := artifacts[name]
	if !ok {
		artifacts[name], known = index, index
	}
	return known
}

// fold writes ASCII letters in lower case, and nothing else.
func fold(text string) string {
	return strings.Map(func(char rune) rune {
		if 'A' <= char && char <= 'Z' {
			char += 'a' - 'A'
		}
		return char
	}, text)
}
