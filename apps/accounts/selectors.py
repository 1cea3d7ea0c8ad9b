"""Reads of accounts: who a credential belongs to, and lists of people, groups and tokens."""

import base64
import binascii
import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Prefetch, Q, QuerySet

from apps.accounts import errors
from apps.accounts.constants import TOKEN_START, USE_RECORDED_EVERY
from apps.accounts.contracts import Actor, Scope
from apps.accounts.models import AccessEpoch, ApiToken, User
from apps.accounts.permissions import require_scope
from apps.core import clock
from apps.core.epoch_cache import EpochCache
from apps.core.errors import NotAuthenticated, NotFound, PermissionDenied

_EPOCH_SQL = f"SELECT epoch FROM {AccessEpoch._meta.db_table} WHERE id = 1"  # noqa: S608, SLF001  # our own table's name; Django documents _meta


def access_epoch() -> int:
    """A number that is another one after every change of anybody's access. One tiny read."""
    with connection.cursor() as cursor:
        cursor.execute(_EPOCH_SQL)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


# Credentials


@dataclass(frozen=True, slots=True)
class _Credential:
    actor: Actor
    expires_at: datetime | None


_MANY_TOKENS = 10_000
_credentials: EpochCache[str, _Credential] = EpochCache(size=_MANY_TOKENS)
_use_recorded: dict[int, float] = {}


def authenticate_header(value: str) -> Actor:
    """Who an Authorization header speaks for.

    ``Bearer <token>``, or ``Basic`` with the token as the password or as the user name.

    Raises:
        NotAuthenticated: the header is not one of these, or the token is not usable.
    """
    scheme, _, rest = value.strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return authenticate_token(rest.strip())
        case "basic":
            return authenticate_token(_token_of_basic(rest.strip()))
        case _:
            raise NotAuthenticated(
                "The Authorization header is neither Bearer nor Basic.", fix=_SEND_ONE
            )


def authenticate_token(text: str) -> Actor:
    """Who an API token speaks for. Cheap enough to ask at every request.

    Raises:
        NotAuthenticated: the token is unknown, expired or revoked, or its owner is inactive.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = _credentials.page(access_epoch())
    credential = known.get(digest)
    if credential is None:
        credential = _read_credential(text, digest)
        # A token that was made in this very transaction may be rolled back with it.
        if not connection.in_atomic_block:
            known[digest] = credential
    if credential.expires_at is not None and credential.expires_at <= clock.now():
        raise errors.ExpiredToken("This API token has expired.", fix=_MAKE_ONE)
    _record_use(credential.actor)
    return credential.actor


def login_of_header(value: str) -> tuple[str, str] | None:
    """The user name and the password in an Authorization header; None where it holds a token.

    Raises:
        NotAuthenticated: the header is not well-formed.
    """
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    user_name, password = _split_basic(rest.strip())
    return None if TOKEN_START in {user_name[:4], password[:4]} else (user_name, password)


def _token_of_basic(encoded: str) -> str:
    user_name, password = _split_basic(encoded)
    return user_name if user_name.startswith(TOKEN_START) else password


def _split_basic(encoded: str) -> tuple[str, str]:
    try:
        user_name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as exc:
        raise NotAuthenticated(
            "The Authorization header is not well-formed Basic.", fix=_SEND_ONE
        ) from exc
    return user_name, password


def _read_credential(text: str, digest: str) -> _Credential:
    token = ApiToken.objects.select_related("user").filter(digest=digest).first()
    if token is None:
        raise errors.UnknownToken(_unknown(text), fix=_MAKE_ONE)
    if token.revoked_at is not None:
        raise errors.RevokedToken("This API token was revoked.", fix=_MAKE_ONE)
    if not token.user.is_active:
        raise errors.InactiveAccount("This API token's account is inactive.", fix="Ask an admin.")
    actor = Actor(
        user_id=token.user_id,
        email=token.user.email,
        is_admin=token.user.is_superuser,
        scopes=frozenset(Scope(scope) for scope in token.scopes),
        project_key=token.project_key,
        run_id=token.run_id,
        token_id=token.pk,
    )
    return _Credential(actor, token.expires_at)


def _unknown(text: str) -> str:
    if not text.startswith(TOKEN_START):
        return f"This is not an API token of Naiad: those begin with {TOKEN_START}."
    return "This API token is not known here."


def _record_use(actor: Actor) -> None:
    token_id = actor.token_id or 0
    now = time.monotonic()
    recorded = _use_recorded.get(token_id)
    if recorded is not None and now - recorded < USE_RECORDED_EVERY.total_seconds():
        return
    if len(_use_recorded) >= _MANY_TOKENS:
        _use_recorded.clear()
    _use_recorded[token_id] = now

    def record_use() -> None:
        ApiToken.objects.record_use(token_id)

    # After the caller's own transaction, and never a reason for the caller to fail.
    transaction.on_commit(record_use, robust=True)


_SEND_ONE = "Send “Authorization: Bearer nai_…”."
_MAKE_ONE = "Make a new token in the portal, under your account's API tokens."


def actor_for(user: User) -> Actor:
    """The actor that a signed-in user is, with every scope."""
    return Actor(user_id=user.pk, email=user.email, is_admin=user.is_superuser)


# People


def get_user(*, user_id: int) -> User:
    """The user, active or not.

    Raises:
        NotFound: there is none.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such user.")
    return user


def find_user(*, email: str) -> User | None:
    """The user with this address, in whatever case it is written."""
    return User.objects.filter(email=email.strip().lower()).first()


def find_person(*, email: str) -> User | None:
    """The active person with this address; never a service account."""
    return User.objects.people().filter(email=email.strip().lower()).first()


def find_admin() -> User | None:
    """The first active admin of the installation."""
    return User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()


def get_account(*, email: str) -> User:
    """The active person or service account with this address.

    Raises:
        NotFound: there is none.
    """
    user = find_user(email=email)
    if user is None or not user.is_active:
        raise NotFound(f"There is no user {email!r}.", fix="A user's name is their email address.")
    return user


def list_accounts(*, actor: Actor) -> list[User]:
    """Every active person and service account with their memberships, by address. For admins.

    Raises:
        PermissionDenied: the actor is none.
    """
    require_scope(actor, Scope.READ)
    if not actor.is_admin:
        raise PermissionDenied("Only an admin of this installation may do this.")
    active = User.objects.filter(is_active=True).order_by("email")
    return list(active.prefetch_related("memberships__project"))


def list_people(*, actor: Actor, search: str = "", limit: int = 20) -> list[User]:
    """Active people whose name or address contains the words, by address."""
    require_scope(actor, Scope.READ)
    matching = Q(email__icontains=search) | Q(display_name__icontains=search)
    return list(User.objects.people().filter(matching)[:limit])


# Groups


def list_groups(*, actor: Actor) -> list[Group]:
    """Every group with its members, by name."""
    require_scope(actor, Scope.READ)
    return list(_groups())


def get_group(*, actor: Actor, group_id: int) -> Group:
    """The group with its members.

    Raises:
        NotFound: there is none.
    """
    require_scope(actor, Scope.READ)
    group = _groups().filter(pk=group_id).first()
    if group is None:
        raise NotFound("There is no such group.")
    return group


def find_group(*, name: str) -> Group | None:
    """The group of this name."""
    return Group.objects.filter(name=name.strip()).first()


def _groups() -> QuerySet[Group]:
    people = Prefetch("user_set", User.objects.people())
    return Group.objects.order_by("name").prefetch_related(people)


# Tokens


def list_tokens(*, actor: Actor) -> list[ApiToken]:
    """The actor's own tokens, newest first; those of their jobs' runs are left out."""
    require_scope(actor, Scope.READ)
    return list_tokens_of(user_id=actor.user_id)


def list_tokens_of(*, user_id: int) -> list[ApiToken]:
    """A user's tokens, newest first. Whoever calls has asked whether the reader may."""
    return list(ApiToken.objects.filter(user_id=user_id, run_id=""))


def get_token(*, actor: Actor, token_id: int) -> ApiToken:
    """One of the actor's own tokens.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return get_token_of(user_id=actor.user_id, token_id=token_id)


def get_token_of(*, user_id: int, token_id: int) -> ApiToken:
    """One of a user's tokens. Whoever calls has asked whether the reader may.

    Raises:
        NotFound: there is none.
    """
    token = ApiToken.objects.filter(pk=token_id, user_id=user_id).first()
    if token is None:
        raise NotFound("There is no such token.")
    return token
