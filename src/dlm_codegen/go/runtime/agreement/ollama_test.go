package agreement

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/ollama/ollama/types/model"

	exportmanifest "github.com/tenseleyFlow/dlm-schema/generated/go"
)

// Ollama lets any text be a scheme and no text be the host after it. The rule wants a scheme to look
// like one: what it flags beyond Ollama's own parser are slips such as a name with two schemes.
var withScheme = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}://[^/]`)

func TestNamesThatOllamaRefusesAreFlagged(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	seen := make(map[bool]int)
	for range 50_000 {
		name := ollamaName(random)
		refused := !model.ParseName(name).IsValid()
		seen[refused]++
		if strings.Contains(name, "://") && !withScheme.MatchString(name) {
			refused = true
		}
		if flagged := isFlagged(t, name); flagged != refused {
			t.Fatalf("%q: flagged %t, refused %t", name, flagged, refused)
		}
	}
	if seen[true] < 5_000 || seen[false] < 5_000 {
		t.Errorf("%d names are refused and %d are not", seen[true], seen[false])
	}
}

func TestNamesInUseAreTakenAsOllamaTakesThem(t *testing.T) {
	for name, refused := range map[string]bool{
		"my-tutor:v3":                false,
		"me/tutor":                   false,
		"hf.co/org/model:Q4_K_M":     false,
		"localhost:5000/me/x:v1":     false,
		"http://localhost:5000/me/x": false,
		"https://registry/me/x:v1":   false,
		"":                           true,
		"my tutor":                   true,
		"t\u00fctor":                 true,
		"a:b:c":                      true,
		"localhost:5000/x":           true,
		"me.org/tutor":               true,
		"tutor:":                     true,
		"/tutor":                     true,
		"a/b/c/d":                    true,
		"model@sha256-1234":          true,
		strings.Repeat("a", 80):      false,
		strings.Repeat("a", 81):      true,
		strings.Repeat("a", 350) + "/a/" + strings.Repeat("a", 80): false,
		strings.Repeat("a", 351) + "/a/a":                          true,
	} {
		if !model.ParseName(name).IsValid() != refused {
			t.Errorf("Ollama takes %q otherwise", name)
		}
		if isFlagged(t, name) != refused {
			t.Errorf("%q is judged otherwise", name)
		}
	}
}

var template = func() []byte {
	data, err := os.ReadFile("../testdata/v3.json")
	if err != nil || bytes.Count(data, []byte(`"my-tutor:v3"`)) != 1 {
		panic(fmt.Sprintf("the example has another form: %v", err))
	}
	return data
}()

func isFlagged(t *testing.T, name string) bool {
	t.Helper()
	quoted, err := json.Marshal(name)
	if err != nil {
		t.Fatal(err)
	}
	report := exportmanifest.Validate(bytes.Replace(template, []byte(`"my-tutor:v3"`), quoted, 1))
	for _, finding := range report.Findings {
		if finding.Code != exportmanifest.CodeRulesOllamaName {
			t.Fatalf("%q gives %s", name, finding)
		}
	}
	return len(report.Findings) > 0
}

// ollamaName returns parts of a name, most of them good ones, with what separates them.
func ollamaName(random *rand.Rand) string {
	lengths := []int{0, 1, 1, 2, 5, 79, 80, 81, 349, 350, 351}
	separators := []string{"/", "/", "/", ":", "://", "", "@"}
	characters := []rune("aZ0_-.")
	var name string
	for parts := random.IntN(5); ; parts-- {
		length := lengths[random.IntN(len(lengths)-random.IntN(7))]
		for position := range length {
			char := characters[random.IntN(len(characters))]
			if position == 0 && random.IntN(8) > 0 {
				char = 'a'
			}
			if random.IntN(400) == 0 {
				char = []rune(":/ +\u00e9\U0001f600")[random.IntN(6)]
			}
			name += string(char)
		}
		if parts == 0 || len(name) > 600 {
			return name
		}
		name += separators[random.IntN(len(separators)-random.IntN(5))]
	}
}
