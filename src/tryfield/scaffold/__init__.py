"""A folder to start from: a site that builds, serves and checks as it is."""
