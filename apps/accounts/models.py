"""Tables of people and their credentials."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from apps.accounts.querysets import ApiTokenQuerySet, UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person, or a service account that acts for a project's automation. Signs in by email."""

    class Kind(models.TextChoices):
        PERSON = "person"
        SERVICE = "service"

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_ignores_case"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        """What to call them on a page."""
        return self.display_name or self.email.split("@")[0]


class ApiToken(models.Model):
    """A bearer credential. Only its hash is kept; the text is shown once, when it is made.

    A token with a `run_id` belongs to a job: it may write that run only.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    project_key = models.CharField(max_length=64, blank=True)
    run_id = models.CharField(max_length=32, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    token: str
    """The text, on the one instance that has just been made."""

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class SignInLink(models.Model):
    """A link that signs one person in, once, for a short while."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user_id}"


class AccessEpoch(models.Model):
    """One row whose number grows whenever somebody's access changes.

    Every process may keep what it learnt about tokens and roles for as long as this number
    stands still, so a revocation takes effect at once everywhere at the price of one tiny read.
    """

    epoch = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.epoch)
