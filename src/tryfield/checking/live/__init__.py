"""The documentation compared with a live API."""
