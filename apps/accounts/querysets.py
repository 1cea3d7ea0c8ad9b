"""Composable filters over people and tokens."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from apps.core import clock

if TYPE_CHECKING:
    from apps.accounts.models import User


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


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> Self:
        """Neither revoked nor expired, of somebody who is active."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=clock.now())
        return self.filter(unexpired, revoked_at=None, user__is_active=True)
