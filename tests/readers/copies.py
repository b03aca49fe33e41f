"""What others make of a page before it reaches us: exports for agents, and copies of web views."""

from __future__ import annotations

import re

_INDEX = (
    "> ## Documentation Index\n"
    "> Fetch the complete documentation index at: https://docs.example.com/llms.txt\n"
    "> Use this file to discover all available pages before exploring further.\n\n"
)
_PAGE = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)


def exported(page: str) -> str:
    """A page as its site exports it: title and summary for the front matter, escaped words."""
    found = _PAGE.fullmatch(page)
    assert found is not None
    said = dict(re.findall(r'^(\w+): "(.*)"$', found[1], re.MULTILINE))
    body, inside = [], False
    for line in found[2].splitlines():
        if line.lstrip().startswith("```"):
            line += "" if inside else " theme={null}"
            inside = not inside
        elif not inside and "<" not in line:
            words = line.split("`")  # every second one is code
            words[::2] = [re.sub(r"(?<=\w)_(?=\w)", r"\\_", word) for word in words[::2]]
            line = "`".join(words)
        body.append(line)
    return f"{_INDEX}# {said['title']}\n\n> {said['description']}\n" + "\n".join(body) + "\n"


def exported_document(document: str, *, title: str, operation: str) -> str:
    """A page whose whole content is an operation of an OpenAPI document."""
    return f"{_INDEX}# {title}\n\n\n\n## OpenAPI\n\n````yaml {operation}\n{document}\n````"


def with_bars(page: str) -> str:
    """A copy of a web view with a bar for each rule of a table: two after each line."""
    lines = [line.strip() for line in page.splitlines()]
    header = f"{len(lines)} lines\n{len(page) / 1024:.1f} KiB\nPlaintext\n"
    return header * 2 + "\n|\n|\n".join(lines) + "\n|"


def scraped(page: str) -> str:
    """A copy of a repository's view: its controls in front, no blank lines, no indentation."""
    lines = [line.strip() for line in page.splitlines()]
    header = (
        "2\n0\nFiles\ndocs/api/page.mdx\n\n"
        f"{len(lines)} lines\n{len(page) / 1024:.1f} KiB\nPlaintext\nRaw Normal View History\n\n"
    )
    return header + "\n".join(line for line in lines if line)


#: By what a page may have gone through; each says the same as the page.
COPIES = {"exported": exported, "with bars": with_bars, "scraped": scraped}
