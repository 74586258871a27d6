// Generated from src/dlm_codegen/go/runtime/opening_wasm.go by `nox -s generate`. Do not edit.

package exportmanifest

// The systems of WebAssembly have neither FIFOs nor terminals.
const openWithoutWaiting = 0
