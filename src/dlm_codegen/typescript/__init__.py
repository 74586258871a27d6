"""TypeScript: types by templates of our own, data, and a runtime beside them."""

from dlm_codegen.typescript.render import render

__all__ = ["render"]
