"""User groups, users and their tokens: what the users API does, without HTTP."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tryfield.demo.demo_request_body import RefusedError
from tryfield.demo.demo_tables import AccessToken, User, UserGroup

#: Tokens that work in every demo, and the environment that each of them acts in. They open
#: nothing but a demo, which is why they can stand in a manual.
DEMO_TOKENS: Mapping[str, str] = {"demo-token": "Customer", "demo-token-testing": "Testing"}
#: The group that the example of the documentation is about: id and name.
EXAMPLE_GROUP = ("example_1", "Example 1")

Clock = Callable[[], int]


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """On whose behalf a request is made: a whole environment, or one user group only."""

    environment: str
    group: UserGroup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The user group that a request asks for. Empty parts were left out."""

    id: str = ""
    name: str = ""
    mapping: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None


def identify(
    session: Session, token: str, *, tokens: Mapping[str, str] = DEMO_TOKENS, clock: Clock = now
) -> Caller:
    """Who a token stands for.

    Raises:
        RefusedError: 401, when nobody has that token or its time is over.
    """
    # All of them are compared, each in constant time, so that time tells nothing about a token.
    places = [place for known, place in tokens.items() if _same(known, token)]
    group = _group_of(session, token)
    access = session.scalar(select(AccessToken).where(AccessToken.digest == _digest(token)))
    if places:
        return Caller(environment=places[0])
    if group is not None:
        return Caller(environment=group.environment, group=group)
    if access is None:
        raise RefusedError(401, "Nobody has this token. It may have been replaced by a newer one.")
    if access.expires is not None and access.expires <= clock():
        raise RefusedError(401, "This access token has expired. Issue another one.")
    return Caller(environment=access.user.environment)


def get_or_create(session: Session, caller: Caller, wanted: Wanted) -> tuple[UserGroup, bool]:
    """The group with the wanted id, and whether it is new. One that exists stays as it is.

    Without an id it is the caller's own group, and for a caller without one the group of the
    documentation's example.

    Raises:
        RefusedError: 403, when the caller may see another group only.
    """
    if caller.group is not None:
        if wanted.id not in ("", caller.group.provided_id):
            raise RefusedError(
                403, "A user group's token opens that group only. Use the token of your team."
            )
        return caller.group, False
    provided_id = wanted.id or EXAMPLE_GROUP[0]
    group = _find(session, caller.environment, provided_id)
    if group is not None:
        return group, False
    name = wanted.name or (provided_id if wanted.id else EXAMPLE_GROUP[1])
    token = secrets.token_urlsafe(32)
    group = UserGroup(
        environment=caller.environment,
        provided_id=provided_id,
        name=name,
        mapping=wanted.mapping,
        properties=wanted.properties,
        token=token,
        token_digest=_digest(token),
    )
    session.add(group)
    session.flush()
    return group, True


def rotate(session: Session, caller: Caller, current_token: str) -> UserGroup:
    """The group that a token belonged to, with a new token; the old one is worth nothing now.

    Raises:
        RefusedError: 404 when no group has the token, 403 when it is not the caller's own, 401 when
            the caller's own was replaced meanwhile.
    """
    if current_token:
        group = _group_of(session, current_token, to_change=True)
        if group is None or group.environment != caller.environment:
            raise RefusedError(404, "No user group has this 'current_token'. Send the newest one.")
        if caller.group is not None and caller.group.id != group.id:
            raise RefusedError(
                403, "A user group's token replaces itself only. Use the token of your team."
            )
    elif caller.group is not None:
        group = _group_of(session, caller.group.token, to_change=True)
        if group is None:
            raise RefusedError(401, "This token was replaced by a newer one at the same time.")
    else:
        group, _ = get_or_create(session, caller, Wanted())
    group.token = secrets.token_urlsafe(32)
    group.token_digest = _digest(group.token)
    session.flush()
    return group


def add_user(session: Session, caller: Caller, identifier: str, group_id: str) -> User:
    """The user with an identifier, made when new, in the group with an id, likewise.

    An empty identifier is made up; without a group a user stays in the one it has.
    """
    identifier = identifier or secrets.token_hex(12)
    found = select(User).where(
        User.environment == caller.environment, User.identifier == identifier
    )
    user = session.scalar(found)
    if user is None:
        user = User(environment=caller.environment, identifier=identifier)
        session.add(user)
    if group_id:
        user.group, _ = get_or_create(session, caller, Wanted(id=group_id))
    session.flush()
    return user


def issue(session: Session, user: User, expires: int | None) -> str:
    """A new access token of a user, good until a time in milliseconds since 1970, or for ever."""
    token = secrets.token_urlsafe(32)
    session.add(AccessToken(digest=_digest(token), expires=expires, user=user))
    session.flush()
    return token


def _find(session: Session, environment: str, provided_id: str) -> UserGroup | None:
    return session.scalar(
        select(UserGroup).where(
            UserGroup.environment == environment, UserGroup.provided_id == provided_id
        )
    )


def _group_of(session: Session, token: str, *, to_change: bool = False) -> UserGroup | None:
    group = session.scalar(with_token(token, to_change=to_change))
    return group if group is not None and _same(group.token, token) else None


def with_token(token: str, *, to_change: bool) -> Select[Any]:
    """The group that has a token; a group to change is nobody else's until the transaction ends.

    Two that replace one token at the same time then do so one after the other, and the second one
    finds no group: a token is replaced once.
    """
    # Looked up by its digest: how far a guess matches a digest says nothing about the token.
    found = select(UserGroup).where(UserGroup.token_digest == _digest(token))
    locked = found.with_for_update().execution_options(populate_existing=True)
    return locked if to_change else found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
