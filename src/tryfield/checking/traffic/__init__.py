"""Recorded and passing traffic against the documentation."""
