"""What the users API keeps, as tables of any database that SQLAlchemy knows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

ID_LENGTH = 255  # an indexed text must end somewhere, on most databases
IDENTIFIER_LENGTH = 80
_DIGEST_LENGTH = 64


class Base(DeclarativeBase):
    """All tables of the users API."""


class UserGroup(Base):
    """A user group, under the id that a client knows it by; one per environment."""

    __tablename__ = "user_groups"
    __table_args__ = (UniqueConstraint("environment", "provided_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[str] = mapped_column(String(16))  #: `Customer` or `Testing`
    provided_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(Text)
    mapping: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    properties: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    token: Mapped[str] = mapped_column(String(_DIGEST_LENGTH))  #: kept, since responses show it
    token_digest: Mapped[str] = mapped_column(String(_DIGEST_LENGTH), unique=True)


class User(Base):
    """A person of a group, under an identifier that never changes."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("environment", "identifier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[str] = mapped_column(String(16))
    identifier: Mapped[str] = mapped_column(String(IDENTIFIER_LENGTH))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("user_groups.id"))
    group: Mapped[UserGroup | None] = relationship()


class AccessToken(Base):
    """A token issued to a user. Shown once, so that its digest is enough."""

    __tablename__ = "access_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(_DIGEST_LENGTH), unique=True)
    expires: Mapped[int | None] = mapped_column(BigInteger)  #: milliseconds since 1970, in UTC
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship()
