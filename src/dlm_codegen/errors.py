"""What can stop a generation."""


class GenerationError(Exception):
    """The types cannot be generated; the message says what to do about it."""
