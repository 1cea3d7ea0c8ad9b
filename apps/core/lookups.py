"""LIKE and ILIKE as MLflow's filters mean them, for the ORM.

`%` is any text and `_` any character, and nothing escapes them; Django's own lookups escape, and
SQLite's LIKE ignores case whatever it is asked.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Lookup

# Only the stubs know that it is generic.
if TYPE_CHECKING:
    _TextLookup = Lookup[str]
else:
    _TextLookup = Lookup

_GLOB = str.maketrans({"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"})


class Like(_TextLookup):
    """Whether a text has the pattern's shape, case and all: ``Like(F("name"), "digits%")``."""

    lookup_name = "like"
    prepare_rhs = False
    word = "LIKE"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} {self.word} %s ESCAPE ''", (*params, self.rhs)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        # SQLite's LIKE ignores case, so the one that minds it is its GLOB.
        return f"{left} GLOB %s", (*params, self.rhs.translate(_GLOB))


class ILike(Like):
    """Whether a text has the pattern's shape, whatever the case."""

    lookup_name = "ilike"
    word = "ILIKE"

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", (*params, self.rhs)
