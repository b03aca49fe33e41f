"""The users API over HTTP, as the definitions in docs/api describe it."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from tryfield.demo import group_tokens
from tryfield.demo.demo_database import Database
from tryfield.demo.demo_drift import drifted
from tryfield.demo.demo_request_body import Body, RefusedError, read_body
from tryfield.demo.demo_tables import ID_LENGTH, IDENTIFIER_LENGTH, UserGroup
from tryfield.demo.demo_timestamps import milliseconds

#: Where the endpoints are. The last one serves clients that know one base URL for all of them.
PATHS = ("/api/user", "/v1/users", "/users")
LOCAL_ORIGINS = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
_AUTHORIZATION = re.compile(r"token +(\S+) *", re.IGNORECASE)
_log = logging.getLogger("tryfield.demo")

Answer = dict[str, Any]
Handler = Callable[[Request], Awaitable[Answer]]


def api(
    *,
    database: str = "sqlite://",
    drift: bool = False,
    origins: Sequence[str] = (),
    tokens: Mapping[str, str] = group_tokens.DEMO_TOKENS,
    clock: group_tokens.Clock = group_tokens.now,
) -> Starlette:
    """The users API alone, as an ASGI application.

    Args:
        database: Address as SQLAlchemy writes it; by default nothing outlives the application.
        drift: Answer with the deliberate differences of `tryfield.demo.demo_drift`.
        origins: Origins, besides those of this machine, whose pages may call the API.
        tokens: Team tokens that open it, each with its environment.
        clock: Milliseconds since 1970; what access tokens expire by.

    Raises:
        ConfigurationError: The database cannot be used.
    """
    users = UsersApi(Database(database), drift=drift, tokens=tokens, clock=clock)
    application = Starlette(
        routes=users.routes(),
        middleware=[cors(origins)],
        lifespan=users.open,
        exception_handlers={HTTPException: plain_failure},
    )
    application.router.redirect_slashes = False  # a path that is nearly right is still wrong
    return application


def cors(origins: Sequence[str]) -> Middleware:
    """Lets pages of this machine, and of the origins named, call the API from a browser."""
    return Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_origin_regex=LOCAL_ORIGINS,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=["*"],
        allow_private_network=True,
    )


async def plain_failure(request: Request, error: Exception) -> Response:
    """The answer of a path that is not there."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = f"There is nothing at {request.url.path}." if status == 404 else str(error)
    return JSONResponse({"success": 0, "message": message}, status)


class UsersApi:
    """The endpoints, on one database."""

    def __init__(
        self,
        database: Database,
        *,
        drift: bool = False,
        tokens: Mapping[str, str] = group_tokens.DEMO_TOKENS,
        clock: group_tokens.Clock = group_tokens.now,
    ) -> None:
        self._database = database
        self._drift = drift
        self._tokens = tokens
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """Where they are, as documented."""
        user = self._methods({"GET": self.get_user, "POST": self.rotate_token})
        users = self._methods({"POST": self.create_user}, failure={})
        return [Route(PATHS[0], user), *(Route(path, users) for path in PATHS[1:])]

    @asynccontextmanager
    async def open(self, _: Starlette) -> AsyncIterator[None]:
        """Hold the database for as long as the application runs."""
        yield
        self._database.close()

    def _methods(
        self, handlers: Mapping[str, Handler], failure: Mapping[str, Any] | None = None
    ) -> _Methods:
        return _Methods(handlers, {"success": 0} if failure is None else failure, self._drift)

    async def get_user(self, request: Request) -> Answer:
        """`GET /api/user`: the user group with an id, made when new."""
        token = _token(request)
        body = await read_body(request)
        wanted = group_tokens.Wanted(
            id=body.text("user_group_id", longest=ID_LENGTH),
            name=body.text("name"),
            mapping=body.mapping("mapping"),
            properties=body.mapping("properties"),
        )

        def work(session: Session) -> Answer:
            group, new = group_tokens.get_or_create(session, self._caller(session, token), wanted)
            shown = _shown(group) | {"properties": group.properties}
            return {"success": 1, "new_user_group": new, "user_group": shown}

        return await run_in_threadpool(self._database.transaction, work)

    async def rotate_token(self, request: Request) -> Answer:
        """`POST /api/user`: the user group that has a token, with another one."""
        token = _token(request)
        current_token = (await read_body(request)).text("current_token")

        def work(session: Session) -> Answer:
            group = group_tokens.rotate(session, self._caller(session, token), current_token)
            shown = _shown(group) | {"api_environment_tag": group.environment}
            return {"success": 1, "user_group": shown}

        return await run_in_threadpool(self._database.transaction, work)

    async def create_user(self, request: Request) -> Answer:
        """`POST /v1/users`: a user, in a group and with an access token where these are wanted.

        Nobody is asked who they are (`security: []`), so users belong to the first environment.
        """
        body = await read_body(request)
        identifier = body.text("identifier", longest=IDENTIFIER_LENGTH)
        group_id = body.text("group", longest=ID_LENGTH)
        wants_token = body.boolean("issueAccessToken")
        expires = _expiration(body)
        caller = group_tokens.Caller(environment=next(iter(self._tokens.values()), "Customer"))

        def work(session: Session) -> Answer:
            user = group_tokens.add_user(session, caller, identifier, group_id)
            answer: Answer = {"type": "user", "identifer": user.identifier}
            if user.group is not None:
                answer["group"] = user.group.provided_id
            if wants_token:
                answer["token"] = group_tokens.issue(session, user, expires)
            return answer

        return await run_in_threadpool(self._database.transaction, work)

    def _caller(self, session: Session, token: str) -> group_tokens.Caller:
        try:
            return group_tokens.identify(session, token, tokens=self._tokens, clock=self._clock)
        except RefusedError as refusal:
            raise _unauthorized(refusal.message) from refusal


class _Methods:
    """One path: the handler of each method, and a response for all that goes wrong."""

    def __init__(
        self, handlers: Mapping[str, Handler], failure: Mapping[str, Any], drift: bool
    ) -> None:
        self._handlers = handlers
        self._failure = failure
        self._drift = drift

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(Request(scope, receive))
        except ClientDisconnect:
            return  # nobody waits for a response
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        allow = {"Allow": ", ".join([*self._handlers, "OPTIONS"])}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allow)
        handler = self._handlers.get(request.method)
        try:
            if handler is None:
                known = " and ".join(self._handlers)
                message = f"{request.url.path} has no {request.method}. Use {known}."
                raise RefusedError(405, message, allow)
            answer = await handler(request)
        except RefusedError as refusal:
            return self._refused(refusal)
        except DataError as error:
            _log.warning("The database refused a value: %s", error.orig)
            return self._refused(RefusedError(400, "The body has a value that cannot be kept."))
        except DBAPIError as error:
            _log.error("The database failed: %s", error.orig)
            return self._refused(RefusedError(503, "The database does not answer. Try again."))
        if self._drift:
            path = PATHS[1] if request.url.path in PATHS[1:] else request.url.path
            answer = drifted(f"{request.method} {path}", answer)
        return JSONResponse(answer)

    def _refused(self, refusal: RefusedError) -> Response:
        content = {**self._failure, "message": refusal.message}
        return JSONResponse(content, refusal.status, dict(refusal.headers))


def _token(request: Request) -> str:
    value = request.headers.get("authorization", "")
    if not value.strip():
        raise _unauthorized("The Authorization header is missing. Send 'Token <token>' in it.")
    match = _AUTHORIZATION.fullmatch(value)
    if match is None:
        raise _unauthorized("The Authorization header is not 'Token', a space and a token.")
    if match[1].startswith("<"):
        raise _unauthorized("The token is the placeholder of the documentation. Send a real one.")
    return match[1]


def _unauthorized(message: str) -> RefusedError:
    return RefusedError(401, message, {"WWW-Authenticate": "Token"})


def _expiration(body: Body) -> int | None:
    if "accessTokenExpiration" not in body.members:
        return None
    instant = milliseconds(body.text("accessTokenExpiration"))
    if instant is None:
        raise RefusedError(
            400,
            "'accessTokenExpiration' is no point in time. Send milliseconds since 1970 or a date"
            " and time, each as a string: '1893456000000', '2030-01-01T00:00:00Z'. Leave it out for"
            " a token that does not expire.",
        )
    return instant


def _shown(group: UserGroup) -> Answer:
    return {
        "team_id": group.id,
        "token": group.token,
        "name": group.name,
        "provided_id": group.provided_id,
    }
