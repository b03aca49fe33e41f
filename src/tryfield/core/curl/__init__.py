"""A documented curl command becomes a wire request, with the place of each of its parts.

Readers, rules, the console and the snippet check use `parse_curl`. Nothing is ever run, expanded
or fetched; what a shell or curl would object to becomes a finding.
"""
