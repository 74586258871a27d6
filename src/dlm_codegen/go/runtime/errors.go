package exportmanifest

import (
	"fmt"
	"slices"
	"strings"
)

// An InvalidManifestError says that a manifest breaks its specification, where and why.
type InvalidManifestError struct {
	Report Report
}

// Error names the first error and the number of the others.
func (e *InvalidManifestError) Error() string {
	findings := e.Report.Errors()
	if len(findings) == 0 {
		return "not a valid export manifest"
	}
	more := ""
	if others := e.Report.Counts().Error - 1; others > 0 {
		more = fmt.Sprintf(" (and %d more)", others)
	}
	return fmt.Sprintf("not a valid export manifest: %s%s", findings[0], more)
}

// A MigrationLossError says that a migration would not carry everything over (SPEC section 10).
type MigrationLossError struct {
	// From is the version of the manifest, and To the one that was asked for.
	From, To int
	// Losses are all the values that would be lost.
	Losses []Loss
}

// Error names the first losses and the number of the others.
func (e *MigrationLossError) Error() string {
	const most = 3
	shown := make([]string, 0, most)
	for _, loss := range e.Losses[:min(most, len(e.Losses))] {
		shown = append(shown, loss.String())
	}
	more := ""
	if hidden := len(e.Losses) - len(shown); hidden > 0 {
		more = fmt.Sprintf(" and %d more", hidden)
	}
	remedy := "allow the loss to go on"
	if slices.ContainsFunc(e.Losses, Loss.unrepresentable) {
		remedy = "change what the older version has no value for, or stay at the newer one"
	}
	return fmt.Sprintf("cannot migrate version %d to %d without loss: %s%s; %s",
		e.From, e.To, strings.Join(shown, "; "), more, remedy)
}

// An UnknownVersionError says that a version was asked for that no schema describes.
type UnknownVersionError struct {
	Version int
}

// Error names the version and those that there are.
func (e *UnknownVersionError) Error() string {
	known := strings.Trim(fmt.Sprint(Versions()), "[]")
	return fmt.Sprintf("version %d is unknown; the known versions are %s", e.Version,
		strings.ReplaceAll(known, " ", ", "))
}
