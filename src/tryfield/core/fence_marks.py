"""What a page says about a code fence: its language, and where its code runs.

A Python fence is marked when its info string has the word `tryfield` (```` ```python tryfield
````), or when `<!-- tryfield: run -->` or `{/* tryfield: run */}` stands before it. The same places
take `no_run`, `should_fail`, `continue`, `no_cell` and `skip="why"`. The build of a page, which
makes cells of fences, and the check, which runs them, both ask here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STATES = frozenset({"run", "no_run", "should_fail", "continue", "no_cell", "skip"})
_LANGUAGES = {
    **dict.fromkeys(("python", "py", "python3"), "python"),
    **dict.fromkeys(("bash", "sh", "shell", "curl", "console", "zsh"), "shell"),
}
_COMMENT = re.compile(r"(?:\{/\*|<!--)\s*tryfield:\s*(?P<words>.*?)\s*(?:\*/\}|-->)", re.DOTALL)
_SKIP = re.compile(r"\bskip=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
#: `title="tryfield.py"` names a file, and marks nothing.
_ATTRIBUTE = re.compile(r"[\w-]+=(?:\"[^\"]*\"|'[^']*'|\S*)")
_WORD = re.compile(r"[\w-]+")
_OURS = re.compile(
    rf"{_SKIP.pattern}|(?P<other>{_ATTRIBUTE.pattern})"
    rf"|(?<![\w-])\.?(?:tryfield|{'|'.join(sorted(STATES))})(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceMarks:
    """What one fence and the comment before it say."""

    language: str = ""  #: `python`, `shell`, or "" for every other
    marked: bool = False  #: a Python fence that readers or checks run
    states: frozenset[str] = frozenset()  #: of `STATES`
    skip: str = ""  #: why nothing runs it; "" when something does
    unknown: tuple[str, ...] = ()  #: words of the comment that mean nothing
    info: str = ""  #: the info string without these words, for whoever highlights the code

    @property
    def runs_in_page(self) -> bool:
        """Whether the reader of a page can run it."""
        return self.runs_in_check and "no_cell" not in self.states

    @property
    def runs_in_check(self) -> bool:
        """Whether `tryfield check` runs it, rather than compiling it or passing it over."""
        return self.marked and not self.skip and "no_run" not in self.states


def comment_words(comment: str) -> str | None:
    """What a whole HTML or MDX comment says to us: `"run"`; None when it is for somebody else."""
    found = _COMMENT.fullmatch(comment.strip())
    return found["words"] if found else None


def fence_marks(info: str, comment: str = "") -> FenceMarks:
    """What a fence says about itself.

    Args:
        info: Its info string: `python tryfield should_fail`, or `{.python .tryfield}`.
        comment: The words of the comment that stands before it, as `comment_words` gives them.
    """
    if comment.startswith("ignore"):
        comment = ""  # it silences findings, and marks nothing
    own = [word.lower() for word in _WORD.findall(_ATTRIBUTE.sub(" ", info))]
    said = [word.lower() for word in _WORD.findall(_SKIP.sub(" ", comment))]
    language = _LANGUAGES.get(own[0], "") if own else ""
    states = STATES.intersection((*own[1:], *said))
    why = _SKIP.search(f"{comment} {info}")
    reason = (why[1] or why[2] or "its page says so") if why else ""
    if "skip" in states and not reason:
        reason = "its page says so"
    marked = language == "python" and ("tryfield" in own[1:] or bool(comment))
    return FenceMarks(
        language=language,
        marked=marked,
        states=states,
        skip=reason,
        unknown=tuple(word for word in said if word not in STATES),
        info=" ".join(_OURS.sub(lambda match: match["other"] or "", info).split()),
    )
