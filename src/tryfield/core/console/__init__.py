"""What the console of a page shows, as values that become JSON.

`core.bridge` is its only caller: the form of an endpoint, what a browser cannot send, what a
failure means, reports and patches.
"""
