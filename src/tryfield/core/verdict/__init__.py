"""Documented schemas against instances: a verdict per field, undocumented names, coverage.

The console marks fields with it, checks and the live check make findings of it.
"""

from __future__ import annotations

from tryfield.core.verdict.answers import judge_response
from tryfield.core.verdict.judge import Judge
from tryfield.core.verdict.judgement import (
    Coverage,
    FieldVerdict,
    Judgement,
    Trouble,
    Undocumented,
)
from tryfield.core.verdict.requests import judge_request, judge_value

__all__ = [
    "Coverage",
    "FieldVerdict",
    "Judge",
    "Judgement",
    "Trouble",
    "Undocumented",
    "judge_request",
    "judge_response",
    "judge_value",
]
