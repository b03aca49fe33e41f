"""A wire request as code: for a terminal, and for programs.

The console, the pages and the live check show it. What runs sends the same bytes as we do.
"""
