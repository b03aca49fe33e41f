"""Regular expressions of ECMA-262 that cannot hang: read, weighed, and run.

Loaded when the first pattern is met. What the `re` module can do within bounds, it does; the rest
is run by a matcher that visits no state twice and counts its steps.
"""
