"""People and service accounts: made, changed, deactivated."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from apps.accounts.errors import UserExists
from apps.accounts.models import User
from apps.accounts.services import tokens
from apps.accounts.services.access import bump_access_epoch
from apps.accounts.services.attempts import count_attempt, forgive_attempt
from apps.core.errors import Conflict, Invalid


@transaction.atomic
def create_user(
    *, email: str, display_name: str = "", password: str | None = None, is_admin: bool = False
) -> User:
    """A person; without a password they sign in by a link at first.

    Raises:
        Invalid: the address or the password will not do.
        UserExists: the address is taken.
    """
    email = _checked_email(email)
    if password is not None:
        _check_password(password, User(email=email, display_name=display_name), field="password")
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email,
                password,
                display_name=display_name.strip(),
                is_superuser=is_admin,
                is_staff=is_admin,
            )
    except IntegrityError as exc:
        raise UserExists(
            f"There is a user with the address {email} already.",
            fix="If they were deactivated, an admin may let them in again.",
        ) from exc


@transaction.atomic
def create_service_account(*, name: str, namespace: str) -> User:
    """An account for automation: no password, and an address that no mail reaches."""
    email = f"{name}.{secrets.token_hex(4)}@{namespace}.service.invalid"
    return User.objects.create_user(email, None, display_name=name, kind=User.Kind.SERVICE)


@transaction.atomic
def ensure_admin(*, email: str) -> tuple[User, bool]:
    """The admin with this address, and whether they had to be made."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        return create_user(email=email, is_admin=True), True
    if not (user.is_superuser and user.is_active):
        bump_access_epoch()
        user.is_superuser = user.is_staff = user.is_active = True
        user.save(update_fields=["is_superuser", "is_staff", "is_active"])
    return user, False


@transaction.atomic
def rename_user(user: User, *, display_name: str) -> User:
    """Change what a user is called."""
    user.display_name = display_name.strip()
    user.save(update_fields=["display_name"])
    return user


@transaction.atomic
def set_password(user: User, *, new_password: str) -> User:
    """Give the user this password; every other session of theirs ends by it.

    Raises:
        Invalid: the password will not do, or the account is a service account.
    """
    if user.kind == User.Kind.SERVICE:
        raise Invalid("A service account has no password.", fix="Use its API tokens.")
    # What processes remember of the password that was.
    bump_access_epoch()
    _check_password(new_password, user, field="new_password")
    user.set_password(new_password)
    user.save(update_fields=["password"])
    return user


def change_password(user: User, *, current_password: str, new_password: str) -> User:
    """Set the password for somebody who knows the present one, or has none yet.

    Raises:
        Invalid: the present password is wrong, or the new one will not do.
        RateLimited: too many wrong ones.
    """
    if user.has_usable_password():
        # Counted as attempts to sign in are: a borrowed session must not find out the password.
        count_attempt(email=user.email)
        if not user.check_password(current_password):
            raise Invalid(
                "The present password is not right.",
                errors={"current_password": ["This is not your present password."]},
            )
        forgive_attempt(email=user.email)
    return set_password(user, new_password=new_password)


@transaction.atomic
def deactivate(user: User) -> User:
    """End the user's access everywhere and for good; what they made stays theirs.

    Raises:
        Conflict: they are the last admin.
    """
    bump_access_epoch()
    if user.is_superuser and not _other_admins(user):
        raise Conflict("The last admin cannot be deactivated.", fix="Make another admin first.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    tokens.revoke_tokens_of(user_id=user.pk)
    return user


@transaction.atomic
def activate(user: User) -> User:
    """Let a deactivated user in again; tokens stay revoked."""
    bump_access_epoch()
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def set_admin(user: User, *, is_admin: bool) -> User:
    """Make the user an admin of the installation, or no longer one.

    Raises:
        Conflict: they are the last admin.
        Invalid: the account is a service account.
    """
    bump_access_epoch()
    if is_admin and user.kind == User.Kind.SERVICE:
        raise Invalid("A service account cannot be an admin.")
    if not is_admin and user.is_superuser and not _other_admins(user):
        raise Conflict("The last admin cannot step down.", fix="Make another admin first.")
    user.is_superuser = user.is_staff = is_admin
    user.save(update_fields=["is_superuser", "is_staff"])
    return user


@transaction.atomic
def change_access(
    user: User, *, is_admin: bool | None = None, is_active: bool | None = None
) -> User:
    """Change what is given of the two.

    Raises:
        Conflict: nobody would be left as an admin.
    """
    if is_admin is not None:
        set_admin(user, is_admin=is_admin)
    if is_active is not None:
        (activate if is_active else deactivate)(user)
    return user


def _other_admins(user: User) -> bool:
    # Locked, so that two admins cannot remove each other at the same time.
    admins = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    return any(admin.pk != user.pk for admin in admins)


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as exc:
        raise Invalid(
            f"{email!r} is not an email address.", errors={"email": list(exc.messages)}
        ) from exc
    if len(email) > 254:
        raise Invalid("The address is too long.", errors={"email": ["At most 254 characters."]})
    return email


def _check_password(password: str, user: User, *, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as exc:
        raise Invalid(
            "The password will not do.",
            fix="Take a longer one that is not easily guessed.",
            errors={field: list(exc.messages)},
        ) from exc
