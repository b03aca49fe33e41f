"""The documentation site, the users API and the relay, from one process on one address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from tryfield.demo.demo_database import default_database
from tryfield.demo.demo_site import ANYWHERE, Site
from tryfield.demo.group_tokens import DEMO_TOKENS, EXAMPLE_GROUP
from tryfield.demo.users_api import PATHS, api, plain_failure
from tryfield.relay import relay_application as relaying
from tryfield.relay.relay_server import addresses, listening, run

_CURL = (
    "curl -X GET {address}/api/user -H 'Authorization: Token {token}'"
    " -H 'Content-Type: application/json' -d '{{\"user_group_id\": \"{group}\"}}'"
)


def application(
    *,
    site: Path | None = None,
    database: str = "sqlite://",
    drift: bool = False,
    origins: Sequence[str] = (),
    connect: Sequence[str] = ANYWHERE,
    relay: ASGIApp | None = None,
) -> Starlette:
    """Site, users API and relay as one ASGI application: `/`, `/api/user`, `/v1/users`, `/relay`.

    Args:
        site: Folder of the built site; without one, only a line of text stands at `/`.
        database: Address as SQLAlchemy writes it; by default nothing outlives the application.
        drift: Answer with the deliberate differences of `tryfield.demo.demo_drift`.
        origins: Origins, besides those of this machine, whose pages may call the API.
        connect: Sources that the pages of the site may call, as in a Content-Security-Policy.
        relay: A `tryfield.relay.relay_application.application`, where there is to be one.

    Raises:
        ConfigurationError: The site is missing, or the database cannot be used.
    """
    home: BaseRoute  # first, so that no database is opened for a site that is missing
    if site is None:
        home = Route("/", PlainTextResponse("This is tryfield demo, without a site.\n"))
    else:
        home = Mount("/", Site(site, connect=connect))
    users = api(database=database, drift=drift, origins=origins)
    routes: list[BaseRoute] = [Route(path, users) for path in PATHS]
    if relay is not None:
        routes.append(Route("/relay", relay))
    routes.append(home)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with users.router.lifespan_context(users):
            yield

    return Starlette(
        routes=routes, exception_handlers={HTTPException: plain_failure}, lifespan=lifespan
    )


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    database: str | None = None,
    drift: bool = False,
    site: Path | None = None,
    relay: bool = True,
    allow: Sequence[str] = (),
    origins: Sequence[str] = (),
    say: Callable[[str], object] = print,
) -> None:
    """Run the demo until it is interrupted, after telling `say` what there is to try.

    Args:
        host: Address of this machine to listen on.
        port: 0 takes any that is free.
        database: Address as SQLAlchemy writes it; by default an SQLite file of the user.
        drift: Answer with the deliberate differences of `tryfield.demo.demo_drift`.
        site: Folder of the built site.
        relay: Whether there is a relay at `/relay`. It sends to this demo, and to `allow`.
        allow: Further base URLs that the relay sends to.
        origins: Further origins whose pages may call the API and use the relay; the address that
            readers type in, where `host` is not it.
        say: Called with each line of text.

    Raises:
        ConfigurationError: The port is taken, the site is missing, or the database cannot be used.
    """
    database = database or default_database()
    with listening(host, port) as bound:
        own = addresses(bound, host)
        forwarding = None
        if relay:
            forwarding = relaying.application([*own, *allow], origins=[*own, *origins])
        asgi = application(
            site=site, database=database, drift=drift, origins=origins, relay=forwarding
        )
        for line in _to_try(own[0], site is not None, drift):
            say(line)
        run(asgi, bound)


def _to_try(address: str, has_site: bool, drift: bool) -> list[str]:
    token, testing = DEMO_TOKENS
    get_user = _CURL.format(address=address, token=token, group=EXAMPLE_GROUP[0])
    create = f"curl -X POST {address}/v1/users"
    rotate = f"curl -X POST {address}/api/user -H 'Authorization: Token {token}'"
    tokens = f"Tokens that work here: {token}, and {testing} for the Testing environment."
    if not has_site:
        calls = (get_user, rotate, create)
        numbered = [f"  {number}. {call}" for number, call in enumerate(calls, 1)]
        return [f"The users API is at {address}", tokens, *numbered]
    differing = (
        "Each answer differs from its page on purpose. The page says where, beside its fields."
        if drift
        else "Start again with 'make demo DRIFT=1', or with --drift: the API then differs from its"
        " pages, and they say where."
    )
    return [
        f"The site, the users API and the relay are at {address}",
        tokens,
        f"  1. Open {address}/, go to 'Add a user to a group', and press Send.",
        f"  2. Go to 'Get User', send it with the token {token}: a GET with a body, by the relay.",
        f"  3. {differing}",
    ]
