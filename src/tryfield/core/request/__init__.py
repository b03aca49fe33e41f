"""Values become a wire request.

The console, the live check, snippets and the mock all build requests here, so that what is
shown, what is sent and what is judged are the same bytes.
"""
