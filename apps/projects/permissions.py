"""Roles and what they may do, as tables. No queries."""

from collections.abc import Iterable
from enum import StrEnum

from apps.accounts.contracts import Scope


class Role(StrEnum):
    """A role in a project, weakest first; each may do what the weaker ones may."""

    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    CONTRIBUTOR = "contributor"
    MAINTAINER = "maintainer"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """The place in the order, 0 for the weakest."""
        return _RANKS[self]

    @property
    def permission(self) -> str:
        """The codename of the guardian permission that this role adds."""
        return f"be_{self}"

    @property
    def scope(self) -> Scope:
        """The token scope that acting in this role needs."""
        return _SCOPES[self]

    def covers(self, needed: "Role") -> bool:
        """Whether somebody in this role may do what `needed` may."""
        return self.rank >= needed.rank


_RANKS = {role: rank for rank, role in enumerate(Role)}

_SCOPES = {
    Role.VIEWER: Scope.READ,
    Role.ANNOTATOR: Scope.WRITE,
    Role.CONTRIBUTOR: Scope.WRITE,
    Role.MAINTAINER: Scope.MANAGE,
    Role.OWNER: Scope.MANAGE,
}

# What each role is told about itself on the members page.
DESCRIPTIONS = {
    Role.VIEWER: "Sees everything in the project.",
    Role.ANNOTATOR: "Edits names, notes and tags as well.",
    Role.CONTRIBUTOR: "Logs runs, uploads artifacts and submits jobs as well.",
    Role.MAINTAINER: "Deletes and restores, manages everybody's jobs and the members as well.",
    Role.OWNER: "Changes the project's settings, its owners, and may delete it.",
}


def strongest(codenames: Iterable[str]) -> Role | None:
    """The strongest role that some guardian permissions amount to; None for no permission."""
    held = [_BY_PERMISSION[codename] for codename in codenames]
    return max(held, key=_RANKS.__getitem__, default=None)


def implied(role: Role) -> list[str]:
    """The guardian permissions that a role's holder has: its own and those of weaker roles."""
    return [weaker.permission for weaker in Role if role.covers(weaker)]


def required_by(role: Role) -> Role:
    """The role that somebody needs to give this role to others, or to take it away."""
    return Role.MAINTAINER if Role.CONTRIBUTOR.covers(role) else Role.OWNER


_BY_PERMISSION = {role.permission: role for role in Role}
