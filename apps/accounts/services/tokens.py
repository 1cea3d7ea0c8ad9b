"""API tokens: made, revoked, forgotten. The text is known only while it is being made."""

import hashlib
import secrets
import string
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.constants import (
    DEAD_TOKENS_KEPT,
    TOKEN_PREFIX_LENGTH,
    TOKEN_SECRET_BYTES,
    TOKEN_START,
)
from apps.accounts.contracts import Scope
from apps.accounts.models import ApiToken
from apps.accounts.services.access import bump_access_epoch
from apps.core import clock

_ALPHABET = string.ascii_letters + string.digits
RUN_SCOPES = (Scope.READ, Scope.WRITE)


@transaction.atomic
def create_token(
    *,
    user_id: int,
    name: str,
    scopes: Iterable[Scope],
    project_key: str = "",
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token and its text, which nobody will see again."""
    prefix, text = _new_text()
    token = ApiToken.objects.create(
        user_id=user_id,
        name=name,
        prefix=prefix,
        digest=digest_of(text),
        scopes=_ordered(scopes),
        project_key=project_key,
        expires_at=expires_at,
    )
    return token, text


def create_token_for_days(
    *,
    user_id: int,
    name: str,
    scopes: Iterable[Scope],
    project: str = "",
    expires_in_days: int | None = None,
) -> tuple[ApiToken, str]:
    """A token that lasts some days, or until it is revoked."""
    expires_at = clock.now() + timedelta(days=expires_in_days) if expires_in_days else None
    return create_token(
        user_id=user_id, name=name, scopes=scopes, project_key=project, expires_at=expires_at
    )


@transaction.atomic
def create_run_token(
    *, user_id: int, run_id: str, project_key: str, expires_at: datetime
) -> tuple[ApiToken, str]:
    """A token for a job: reads what its person reads, writes this run and what it creates."""
    prefix, text = _new_text()
    token = ApiToken.objects.create(
        user_id=user_id,
        name=f"run {run_id[:8]}",
        prefix=prefix,
        digest=digest_of(text),
        scopes=_ordered(RUN_SCOPES),
        project_key=project_key,
        run_id=run_id,
        expires_at=expires_at,
    )
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken) -> None:
    """Make the token useless from this moment on, in every process. Twice is once."""
    bump_access_epoch()
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


@transaction.atomic
def revoke_run_tokens(run_id: str) -> None:
    """Revoke the tokens of a run's job."""
    bump_access_epoch()
    ApiToken.objects.filter(run_id=run_id, revoked_at=None).update(revoked_at=clock.now())


@transaction.atomic
def revoke_tokens_of(*, user_id: int) -> None:
    """Revoke every token of a user."""
    bump_access_epoch()
    ApiToken.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=clock.now())


def expire_tokens() -> int:
    """Forget tokens that have been dead for long; how many they were."""
    dead = ApiToken.objects.dead_since(clock.now() - DEAD_TOKENS_KEPT)
    return dead.delete()[0]


def digest_of(text: str) -> str:
    """What is kept of a credential's text: it is random, so a fast hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def _new_text() -> tuple[str, str]:
    prefix = TOKEN_START + "".join(secrets.choice(_ALPHABET) for _ in range(TOKEN_PREFIX_LENGTH))
    return prefix, f"{prefix}_{secrets.token_urlsafe(TOKEN_SECRET_BYTES)}"


def _ordered(scopes: Iterable[Scope]) -> list[str]:
    wanted = set(scopes)
    return [str(scope) for scope in Scope if scope in wanted]
