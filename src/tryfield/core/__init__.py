"""The engine: definitions as values, and the judgement of instances against them.

Standard library only. The site build, CI and the browser import the same lines.
"""
