"""Documentation held against itself, its snippets and the live API, and how that is reported."""
