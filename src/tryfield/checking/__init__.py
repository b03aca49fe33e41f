"""Documentation compared with itself, its snippets and the live API, and the reports."""
