"""Write the types of every language from the published specification.

Arrows point one way: ``schema/`` is read, ``generated/`` is written, and nothing is edited by
hand below it. Each language has a folder here whose ``render`` is a pure function; comparing with
and writing to the disk happens in one place, :mod:`dlm_codegen.tree`.
"""
