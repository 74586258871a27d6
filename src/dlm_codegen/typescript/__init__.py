"""TypeScript: types by json-schema-to-typescript, validators by Ajv, and a runtime beside them."""

from dlm_codegen.typescript.render import TOOLS, render

__all__ = ["TOOLS", "render"]
