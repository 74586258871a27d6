// Package agreement compares the checks that were generated from the published schemas with an
// independent validator that executes the schemas. It is a module of its own, so that whoever uses
// the package does not depend on the validator.
package agreement
