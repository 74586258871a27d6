"""Pages that are made from the specification and the corpus; none of it needs MkDocs."""
