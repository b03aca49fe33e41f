"""The formats that are tested, each with an example for messages.

Written by hand on the standard library, so that CI and the browser give the same answer. Only
ASCII digits are digits; nothing before or after the text is forgiven.
"""
