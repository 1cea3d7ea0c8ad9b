"""Pages by position: a page begins after the last row of the one before, so that rows which come
or go meanwhile neither repeat others nor hide them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from apps.core.api import paging
from apps.core.errors import Invalid


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column to sort by, as the ORM names it, and what its values are."""

    field: str
    of: type[str] | type[int] | type[datetime]
    descending: bool = False

    @property
    def term(self) -> OrderBy:
        """It as a term of the ORM's order."""
        return F(self.field).desc() if self.descending else F(self.field).asc()


def order_of(columns: Sequence[Column]) -> list[OrderBy]:
    """The columns as the ORM's order. The last must make the order total."""
    return [column.term for column in columns]


def after(token: str, columns: Sequence[Column]) -> Q:
    """The rows that come after the position in the token; all of them without one.

    Raises:
        BadPageToken: the token is not one of ours, or is of another order.
    """
    if not token:
        return Q()
    seal, *values = paging.decode(token, length=len(columns) + 1)
    if seal != _seal(columns):
        raise paging.BadPageToken(
            "The page token belongs to another listing.", fix="Start with the first page again."
        )
    position = [_read(value, column) for value, column in zip(values, columns, strict=True)]
    return reduce(or_, (_beyond(columns, position, depth) for depth in range(len(columns))))


def token_after(row: object, columns: Sequence[Column]) -> str:
    """The token of the page that begins after this row."""
    values = [attrgetter(column.field.replace("__", "."))(row) for column in columns]
    return paging.encode([_seal(columns), *map(_written, values)])


def check_limit(limit: int, most: int) -> int:
    """The size of a page, if it is one.

    Raises:
        Invalid: it is not from 1 to the most.
    """
    if not 1 <= limit <= most:
        raise Invalid(
            f"Invalid value {limit} for max_results: it must be from 1 to {most}.",
            fix="Ask for fewer, and follow next_page_token.",
        )
    return limit


def _beyond(columns: Sequence[Column], position: Sequence[Any], depth: int) -> Q:
    """Equal in the columns before `depth`, beyond the position in that one."""
    same = {columns[i].field: position[i] for i in range(depth)}
    column = columns[depth]
    lookup = "lt" if column.descending else "gt"
    return Q(**same, **{f"{column.field}__{lookup}": position[depth]})


def _seal(columns: Sequence[Column]) -> str:
    return ",".join(f"{column.field}{'-' if column.descending else '+'}" for column in columns)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(value: Any, column: Column) -> Any:
    try:
        read = datetime.fromisoformat(value) if column.of is datetime else value
    except (TypeError, ValueError):
        read = None
    aware = not isinstance(read, datetime) or read.tzinfo is not None
    storable = not isinstance(read, int) or abs(read) < 2**63
    if type(read) is not column.of or not aware or not storable or "\0" in str(read):
        raise paging.BadPageToken("The page token is not valid.", fix="Start again.")
    return read
