"""Rust: the crate ``dlm-export-manifest``, whose types cannot hold an invalid value."""

from dlm_codegen.rust.render import render

__all__ = ["render"]
