// Package agreement compares the rule for the names of models with Ollama's own code. It is a module
// of its own, so that whoever uses the package does not depend on that.
package agreement
