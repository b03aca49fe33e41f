"""What part of a page something stands in: the request, the response, which status."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tryfield.readers.mdx.fence_info import status_of

_REQUEST = re.compile(
    r"\b(?:requests?|body|payload|parameters?|params?|headers?|quer(?:y|ies)|path|arguments?|inputs?|"
    r"anfrage\w*|pfad\w*|solicitud|requisição|requête|cuerpo|corpo|parámetros|parâmetros|paramètres)\b"
    r"|请求|参数|入参|リクエスト|パラメータ|요청",
    re.IGNORECASE,
)
_RESPONSE = re.compile(
    r"\b(?:responses?|returns?|outputs?|results?|reply|answer|receive|antwort\w*|"
    r"respuestas?|respostas?|"
    r"réponses?|retorno|fehler\w*|errors?|error codes?|status codes?)\b"
    r"|响应|返回|レスポンス|応答|응답|错误",
    re.IGNORECASE,
)
_PLACES = {
    "header": re.compile(r"\bheaders?\b|请求头|ヘッダ", re.IGNORECASE),
    "query": re.compile(r"\bquer(?:y|ies)\b|查询", re.IGNORECASE),
    "path": re.compile(r"\bpath\b|\bpfad|路径|url param", re.IGNORECASE),
    "body": re.compile(r"\bbody\b|payload|请求体|cuerpo|corpo", re.IGNORECASE),
}


_EXAMPLE = re.compile(
    r"\b(?:examples?|samples?|beispiel\w*|ejemplos?|exemplos?|exemples?)\b|示例|例", re.IGNORECASE
)
_STATUS_TITLE = re.compile(
    r"^\W*(?:HTTP\W+)?(?:status\W+)?[1-5](?:\d\d|XX)\b|response|antwort|error|fehler|status|code|unauthori[sz]ed|"
    r"forbidden|not found|bad request|响应|respuesta|resposta|réponse",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Where we are: `side` is "request", "response" or ""; `status` as in a Response."""

    side: str = ""
    status: str = ""
    place: str = ""  #: of a request: header, query, path, body
    box: str = ""  #: RequestExample or ResponseExample
    title: str = ""  #: of the tab around
    level: int = 0
    number: int = 0  #: which heading of the page it is under
    direct: bool = False  #: that heading itself says the side
    example: bool = False  #: that heading, or one above it, speaks of examples

    def under(self, level: int, words: str, number: int) -> Section:
        """The section below a heading."""
        side, status = side_of(words)
        place = next((name for name, words_ in _PLACES.items() if words_.search(words)), "")
        if not side and level > self.level and self.level:
            # `#### Updatable fields` below `## Request body` still says the request.
            example = self.example or _EXAMPLE.search(words) is not None
            return replace(self, number=number, direct=example, example=example)
        keep = level > self.level and side == self.side and not status
        return replace(
            self,
            side=side,
            status=self.status if keep else status,
            place=place or (self.place if keep else ""),
            level=level,
            number=number,
            direct=bool(side) and place not in ("header", "query", "path"),
            example=_EXAMPLE.search(words) is not None,
        )

    def inside(self, title: str) -> Section:
        """The section in a tab, accordion or step with a title."""
        side, status = side_of(title)
        if self.side == "request" and not status.isdigit() and side != "response":
            return replace(self, title=title)
        if status:
            return replace(self, side="response", status=status, title=title, direct=True)
        return replace(self, side=side or self.side, title=title, direct=bool(side) or self.direct)


def side_of(words: str) -> tuple[str, str]:
    """The side that words speak about, and the status they name."""
    status = status_of(words)
    if status not in ("", "default") and not _STATUS_TITLE.search(words):
        status = ""
    request, response = _REQUEST.search(words), _RESPONSE.search(words)
    if status and (response or status != "default" or not request):
        return "response", status
    if response and not request:
        return "response", ""
    if request and not response:
        return "request", ""
    if request and response:
        # `Response body`, `Response parameters`; `Request errors` has a status.
        return ("response" if response.start() < request.start() else "request"), ""
    return "", ""
