"""The conformance corpus, and everything that runs it against an implementation.

``corpus`` expands the recipes of ``schema/corpus/`` to cases; the other modules ask an
implementation for its answers and compare them.
"""
