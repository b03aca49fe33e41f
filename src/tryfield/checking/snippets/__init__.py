"""Code in the pages of a manual: Python that runs, curl commands that are compared."""
