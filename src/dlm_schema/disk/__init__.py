"""Open, read and replace files safely when their names are untrusted."""
