// Generated from src/dlm_codegen/go/runtime/rules.go by `nox -s generate`. Do not edit.

package exportmanifest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const manifestName = "export_manifest.json"

// targetRules are what the rules say about the exports for one target.
type targetRules struct {
	target string
	// roles are those that some artifact must have (EM-RULE-14).
	roles []string
	// require and forbid are values that members must have, and values that they must not have
	// (EM-RULE-9 to EM-RULE-12).
	require, forbid []fieldRule
}

type fieldRule struct {
	slot int
	only value
}

func rulesOf(target string) *targetRules {
	for index := range targets {
		if targets[index].target == target {
			return &targets[index]
		}
	}
	return &targetRules{target: target}
}

// judgeRules applies the rules of SPEC section 6 to a document that its schema accepts, as if it
// had been migrated to the latest version. Findings are in document order.
func judgeRules(d *document) []Finding {
	members := d.root.parts.values
	artifacts := members[exportManifestArtifacts].parts.values
	rules := rulesOf(d.target())

	var findings []Finding
	if missing := d.missingRoles(rules, artifacts); len(missing) > 0 {
		findings = append(findings, problem(CodeRulesMissingRole, "/artifacts",
			"no artifact has a role that the target %s needs: %s", rules.target, strings.Join(missing, ", ")))
	}
	findings = judgePaths(findings, artifacts)

	first := len(findings)
	if created := members[exportManifestCreatedAt].text; !onCalendar(created) {
		findings = append(findings, problem(CodeRulesCalendarDate, "/created_at",
			"%s is not a date of the Gregorian calendar", quote(created)))
	}
	if isTrue(&members[exportManifestDequantized]) && !isTrue(&members[exportManifestMerged]) {
		findings = append(findings, problem(CodeRulesDequantizedWithoutMerged, "/dequantized",
			"dequantized is true, so merged must be true as well"))
	}
	for index := range rules.require {
		if rule := &rules.require[index]; !members[rule.slot].equal(rule.only) {
			findings = append(findings, rule.problem(rules.target, "must be", &members[rule.slot]))
		}
	}
	for index := range rules.forbid {
		if rule := &rules.forbid[index]; members[rule.slot].equal(rule.only) {
			findings = append(findings, rule.problem(rules.target, "must not be", &members[rule.slot]))
		}
	}
	slices.SortFunc(findings[first:], func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Code, b.Code))
	})
	return findings
}

func isTrue(v *value) bool {
	return v.kind == booleans && v.text == "true"
}

func (r *fieldRule) problem(target, must string, found *value) Finding {
	name := exportManifestShape.names[r.slot]
	return problem(CodeRulesTargetFields, token(name), "%s %s %s when the target is %s, found %s",
		name, must, &r.only, target, found)
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

// missingRoles returns the roles that a target needs and no artifact has (EM-RULE-14).
func (d *document) missingRoles(rules *targetRules, artifacts []value) []string {
	missing := slices.Clone(rules.roles)
	derivation := d.derivation()
	for index := range artifacts {
		if len(missing) == 0 {
			break
		}
		members := artifacts[index].parts.values
		role := members[exportArtifactRole].text
		if derivation != nil {
			role = derivation.derive(members[exportArtifactPath].text, rules.target)
		}
		if found := slices.Index(missing, role); found >= 0 {
			missing = slices.Delete(missing, found, found+1)
		}
	}
	return missing
}

// A folder is a place in the tree that the paths of a document span.
type folder struct {
	// listed and entered are the first artifacts whose path ends here and leads on from here.
	listed, entered int
}

type segment struct {
	parent int
	name   string
}

const nobody = -1

// judgePaths adds the findings about paths (EM-RULE-2 to EM-RULE-6) in the order of artifacts.
// Paths are entered into one tree, so that the work is that of reading each of them once.
func judgePaths(findings []Finding, artifacts []value) []Finding {
	tree := []folder{{nobody, nobody}}
	places := make(map[segment]int, len(artifacts))
	folded := make(map[string]int, len(artifacts))
	for index := range artifacts {
		path := artifacts[index].parts.values[exportArtifactPath].text
		found := func(code Code, format string, arguments ...any) {
			pointer := fmt.Sprintf("/artifacts/%d/path", index)
			findings = append(findings, problem(code, pointer, format, arguments...))
		}

		place, clash, reserved := 0, nobody, ""
		for name, rest, more := "", path, true; more; {
			name, rest, more = strings.Cut(rest, "/")
			if reserved == "" && isDevice(name) {
				reserved = name
			}
			parent := place
			var known bool
			if place, known = places[segment{parent, name}]; !known {
				place = len(tree)
				places[segment{parent, name}] = place
				tree = append(tree, folder{nobody, nobody})
			}
			if more {
				clash = earlier(clash, tree[place].listed)
				tree[place].entered = earlier(tree[place].entered, index)
			}
		}
		clash = earlier(clash, tree[place].entered)
		twin := tree[place].listed
		tree[place].listed = earlier(twin, index)

		key := fold(path)
		other, collides := folded[key]
		if !collides {
			folded[key] = index
		}

		if collides && twin == nobody {
			found(CodeRulesCaseCollision, "%s differs from the path of /artifacts/%d in case alone",
				quote(path), other)
		}
		if twin != nobody {
			found(CodeRulesDuplicatePath, "%s is listed already at /artifacts/%d", quote(path), twin)
		}
		if clash != nobody {
			found(CodeRulesPathPrefix, "of %s and the path of /artifacts/%d, one is a folder of the other",
				quote(path), clash)
		}
		if reserved != "" {
			found(CodeRulesReservedName, "the segment %s is a device name on Windows", quote(reserved))
		}
		if key == manifestName {
			found(CodeRulesSelfListing, "%s is the manifest itself", quote(path))
		}
	}
	return findings
}

func earlier(a, b int) int {
	if a == nobody || b == nobody {
		return max(a, b)
	}
	return min(a, b)
}

// isDevice tells whether a segment is a device name of Windows (EM-RULE-5).
func isDevice(segment string) bool {
	stem, _, _ := strings.Cut(segment, ".")
	if len(stem) != 3 && len(stem) != 4 {
		return false
	}
	stem = fold(stem)
	switch stem[:3] {
	case "con", "prn", "aux", "nul":
		return len(stem) == 3
	case "com", "lpt":
		return len(stem) == 4 && '0' <= stem[3] && stem[3] <= '9'
	default:
		return false
	}
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
