"""The problems of a JSON text: what is wrong, what to do, and the notes taken while it is read."""

from __future__ import annotations

from tryfield.core.jsontext.json_document import JsonProblem, line_starts, span_of

MESSAGES: dict[str, tuple[str, str]] = {
    "trailing-comma": ("A comma stands after the last element.", "Remove the comma."),
    "missing-comma": ("There is no comma between two elements.", "Add the comma."),
    "extra-comma": ("Two commas follow each other.", "Remove one of them."),
    "comment": ("JSON has no comments: '{said}'.", "Move the comment into the text of the page."),
    "elision": (
        "'{said}' stands for something left out; JSON has no sign for that.",
        "Leave the sign away, or write the rest.",
    ),
    "placeholder": (
        "'{said}' stands for a value, but is not one.",
        "Write an example value, or put the words in double quotes.",
    ),
    "bareword": ("'{said}' is not how JSON spells it.", "Write `true`, `false` or `null`."),
    "not-a-number": ("JSON has no '{said}'.", "Write `null` or a number."),
    "number": ("'{said}' is not how JSON writes a number.", "Write it in decimal digits."),
    "number-too-large": ("The number '{said}' is beyond what we read.", "Write it as a string."),
    "single-quotes": (
        "{said} is quoted with other marks than double quotes.",
        "Use double quotes.",
    ),
    "curly-quotes": ("{said} is in typographic quotation marks.", "Use straight double quotes."),
    "unquoted-key": ("The name '{said}' has no quotes.", "Put it in double quotes."),
    "escape": (
        "{said} holds an escape that JSON does not know.",
        "Write a backslash as `\\\\`, and no backslash before other signs.",
    ),
    "control-character": (
        "{said} holds a line break or another control character.",
        "Write it as an escape: `\\n`, `\\t`.",
    ),
    "unterminated-string": ("{said} has no closing quote.", "Add the quote."),
    "lone-surrogate": (
        "{said} holds one half of a surrogate pair, which is no character.",
        "Write the whole pair, or the character itself.",
    ),
    "duplicate-key": (
        "The name {said} stands twice in one object; readers keep one or the other value.",
        "Remove one of them.",
    ),
    "missing-colon": ("There is no colon after a name.", "Add the colon."),
    "missing-value": ("A name has no value.", "Write its value."),
    "missing-braces": ("These are the members of an object without its braces.", "Add the braces."),
    "mismatched-bracket": ("'{said}' closes what another bracket opened.", "Write the other one."),
    "unclosed": ("An object or array is not closed.", "Add what closes it."),
    "unexpected": ("'{said}' means nothing in JSON.", "Remove it."),
    "odd-space": (
        "A space here is another character than JSON allows between elements.",
        "Write an ordinary space.",
    ),
    "byte-order-mark": ("The text begins with a byte order mark.", "Remove it."),
    "not-utf-8": ("The bytes are not UTF-8.", "Write the text in UTF-8."),
    "extra-text": (
        "'{said}' follows the value.",
        "Remove it, or put it into the text of the page.",
    ),
    "several-values": (
        "Several values follow each other, as in lines of JSON.",
        "Write one example for each, or put them into an array.",
    ),
    "event-stream": (
        "This is a stream of events that carry JSON.",
        "Document it with the media type `text/event-stream`.",
    ),
    "status-line": (
        "An HTTP status line stands above the body.",
        "Say the status in the title of the example.",
    ),
    "json-in-string": (
        "The value is a string that holds JSON.",
        "Write the JSON itself, without quotes and backslashes.",
    ),
    "too-deep": ("The text nests deeper than we read.", "Nest less."),
    "empty": ("The text is empty.", "Write a value."),
    "not-json": ("The text is not JSON.", "Write JSON, or say another language."),
}


def message_without_text(code: str) -> str:
    """What is wrong, without quoting the text: `The name '…' has no quotes.`"""
    message, _ = MESSAGES.get(code, ("The text is not JSON.", ""))
    return message.format(said="…")


_PROBLEMS = 200
_SAID = 60


class Notes:
    """The problems of one text, and the pointers at which it says less than a value."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.lines = line_starts(text)
        self.problems: list[JsonProblem] = []
        self.unknown: set[str] = set()
        self.elided: set[str] = set()

    def problem(
        self, code: str, begin: int, end: int, fix: str | None, *, safe: bool = True, said: str = ""
    ) -> None:
        """Note one problem; beyond some hundred nobody reads on."""
        if len(self.problems) >= _PROBLEMS:
            return
        message, advice = MESSAGES[code]
        words = " ".join((said or self.text[begin : min(end, begin + 4 * _SAID)]).split())
        if len(words) > _SAID:
            words = words[: _SAID - 3] + "..."
        self.problems.append(
            JsonProblem(
                code=code,
                message=message.format(said=words),
                advice=advice,
                span=span_of(self.lines, self.file, begin, end),
                fix=fix,
                safe=safe,
            )
        )
