"""Python: Pydantic models by datamodel-code-generator, one module a version."""

from dlm_codegen.python.render import GENERATOR, render

__all__ = ["GENERATOR", "render"]
