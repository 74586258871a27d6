"""TypeScript: types and validators by templates of our own, and a runtime beside them."""

from dlm_codegen.typescript.render import TOOLS, render

__all__ = ["TOOLS", "render"]
