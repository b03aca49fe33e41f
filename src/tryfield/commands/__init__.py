"""The commands of `tryfield`: thin, and the only code that knows click."""
