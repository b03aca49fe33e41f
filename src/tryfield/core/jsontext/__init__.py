"""JSON text as people and servers write it: the value, where each part stands, what was wrong.

Readers and rules read the examples of a definition with it, the verdict a live answer.
"""
