"""The kinds of column that the tables are made of, and how each is kept in SQLite and in PostgreSQL."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.exact import plain

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Byte order on both databases: ids and Slack's timestamps sort alike whatever a server's locale is.
WORDS = Text().with_variant(Text(collation="C"), "postgresql")
# Kept as text on PostgreSQL too: jsonb would forget the order of keys, which is the order of a team's own signs.
DATA = JSON(none_as_null=True)


class Utc(TypeDecorator[datetime]):
    """An aware moment in UTC, to the microsecond. SQLite has no such type and keeps microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("takes an aware datetime")
        return value if dialect.name == "postgresql" else (value - _EPOCH) // _MICROSECOND

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> Callable[[Any], datetime | None]:
        # In place of `process_result_value`, which is reached by two calls more for each value.
        return _utc if dialect.name == "postgresql" else _from_microseconds


def _utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _from_microseconds(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(0, 0, value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number as it was written, in full. Both databases would round one that they take for a number."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's
        return None if value is None else str(value)

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
        coltype: object,  # noqa: ARG002  # as above
    ) -> Callable[[Any], Decimal | None]:
        return _decimal


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def workspace() -> "Column[str]":
    """The first part of every table's primary key."""
    return Column("workspace", WORDS, primary_key=True)


def to_json(value: object) -> str:
    """The text of a JSON column. Decimals are written as numbers, mappings of any kind as objects."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_as_json)


def _as_json(value: object) -> object:
    match value:
        case Decimal():
            return plain(value)
        case Mapping():
            return dict(value)
        case _:
            raise TypeError(f"{type(value).__name__} is not kept as JSON")
