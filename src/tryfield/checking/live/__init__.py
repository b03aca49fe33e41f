"""The documentation held against an API that answers."""
