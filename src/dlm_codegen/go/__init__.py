"""Go: a module of types, generated checks and a strict reader, by templates of our own."""

from dlm_codegen.go.render import render

__all__ = ["render"]
