"""Composable filters over people and tokens."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from apps.accounts.constants import USE_RECORDED_EVERY
from apps.core import clock

if TYPE_CHECKING:
    from apps.accounts.models import ApiToken, User  # noqa: F401  # named in the bases


class UserManager(BaseUserManager["User"]):
    """Makes users by email; Django's commands call it too."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with this email; without a password they can only use links and tokens."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An admin of the whole installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def people(self) -> models.QuerySet["User"]:
        """Everybody who is active and no service account, in the order of their addresses."""
        return self.filter(is_active=True, kind="person").order_by("email")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> Self:
        """Neither revoked nor expired, of somebody who is active."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=clock.now())
        return self.filter(unexpired, revoked_at=None, user__is_active=True)

    def dead_since(self, moment: datetime) -> Self:
        """Revoked or expired before the moment."""
        return self.filter(Q(revoked_at__lt=moment) | Q(expires_at__lt=moment))

    def record_use(self, token_id: int) -> None:
        """Write down that the token was used just now, unless that is already known."""
        now = clock.now()
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_RECORDED_EVERY)
        self.filter(stale, pk=token_id).update(last_used_at=now)
