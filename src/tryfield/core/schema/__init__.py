"""JSON Schema 2020-12: compiled once, evaluated many times, every error with its place.

The verdicts, the rules and the demo use it. The standard library is all it needs.
"""
