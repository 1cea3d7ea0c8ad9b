"""Rules about who may do what with accounts, without a query."""

from apps.accounts.contracts import Actor, Scope
from apps.accounts.errors import MissingScope
from apps.core import errors


def require_scope(actor: Actor, scope: Scope) -> None:
    """Refuse a token that was not made for this.

    Raises:
        MissingScope: the token lacks the scope.
    """
    if scope not in actor.scopes:
        raise MissingScope(
            f"This API token may not {scope}: it lacks the scope “{scope}”.",
            fix=f"Use a token made with the scope “{scope}”.",
            needed_scope=str(scope),
            scopes=sorted(actor.scopes),
        )


def require_admin(actor: Actor) -> None:
    """Refuse anybody but an admin of the installation.

    Raises:
        PermissionDenied: the actor is no admin, or uses a token that may not manage.
    """
    if not actor.is_admin:
        raise errors.PermissionDenied(
            "Only an admin of this installation may do this.", fix="Ask an admin."
        )
    require_scope(actor, Scope.MANAGE)


def require_session(actor: Actor) -> None:
    """Refuse a token for what only the person at the portal may do.

    Raises:
        PermissionDenied: the request was made with an API token.
    """
    if actor.token_id is not None:
        raise errors.PermissionDenied(
            "This cannot be done with an API token.", fix="Sign in to the portal."
        )
