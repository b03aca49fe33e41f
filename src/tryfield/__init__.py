"""API reference pages that prove themselves."""

__version__ = "0.1.0"
