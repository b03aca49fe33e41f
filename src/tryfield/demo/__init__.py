"""The users API that the documentation of this project is about, really implemented."""
