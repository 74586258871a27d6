"""The version of this package; the bindings carry it too."""

__version__ = "0.1.0"
