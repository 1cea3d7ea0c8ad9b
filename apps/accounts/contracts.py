"""Who asks. Every read and every write in Naiad names its `Actor`."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What an API token may be used for; a session has all of them."""

    READ = "read"
    WRITE = "write"
    MANAGE = "manage"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A signed-in person or service account, as narrowed by the credential that was used."""

    user_id: int
    email: str
    is_admin: bool = False
    scopes: frozenset[Scope] = ALL_SCOPES
    project_key: str = ""
    """The project meant where a request names none: the token's default."""
    run_id: str = ""
    """A run token may write this run, and the runs it created itself, and nothing else."""
    token_id: int | None = None
