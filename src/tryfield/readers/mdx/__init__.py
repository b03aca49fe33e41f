"""The MDX dialect of endpoint pages: scanner, tree, fields, examples, and the page on top."""
