"""Documented schemas against instances: a verdict per field, undocumented names, coverage.

The console marks fields with it, checks and the live check make findings of it.
"""
