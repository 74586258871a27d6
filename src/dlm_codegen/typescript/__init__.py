"""TypeScript: types by templates of our own, validators by Ajv, and a runtime beside them."""

from dlm_codegen.typescript.render import TOOLS, render

__all__ = ["TOOLS", "render"]
