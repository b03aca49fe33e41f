"""Everything a definition can get wrong, one generator function per rule.

Front ends call `check` for each endpoint; `pages` is the manual's list of rules.
"""
