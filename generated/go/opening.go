// Generated from src/dlm_codegen/go/runtime/opening.go by `nox -s generate`. Do not edit.

//go:build !wasm

package exportmanifest

import "syscall"

// What is opened so is not waited for, and becomes nobody's terminal (EM-VERIFY-2).
const openWithoutWaiting = syscall.O_NONBLOCK | syscall.O_NOCTTY
