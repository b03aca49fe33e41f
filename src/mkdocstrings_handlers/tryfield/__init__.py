"""mkdocstrings' way to `::: create-user` and `::: POST /api/user`."""
