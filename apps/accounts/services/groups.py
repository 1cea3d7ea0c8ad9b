"""Groups of people, which projects may give a role to."""

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from apps.accounts import selectors
from apps.accounts.models import User
from apps.accounts.services.access import bump_access_epoch
from apps.core.errors import Conflict, Invalid


@transaction.atomic
def create_group(*, name: str) -> Group:
    """An empty group.

    Raises:
        Conflict: the name is taken.
    """
    try:
        with transaction.atomic():
            return Group.objects.create(name=name.strip())
    except IntegrityError as exc:
        raise Conflict(f"There is a group named {name.strip()!r} already.") from exc


@transaction.atomic
def delete_group(group: Group) -> None:
    """Remove the group; its members lose the roles they had by it."""
    bump_access_epoch()
    group.delete()


@transaction.atomic
def add_member(group: Group, *, user: User) -> None:
    """Put a person into the group. Twice is once.

    Raises:
        Invalid: the account is a service account, which belongs to one project.
    """
    if user.kind == User.Kind.SERVICE:
        raise Invalid("A service account belongs to one project and cannot join a group.")
    bump_access_epoch()
    user.groups.add(group)


def add_member_by_email(group: Group, *, email: str) -> None:
    """Put the person with this address into the group.

    Raises:
        Invalid: nobody here has this address.
    """
    user = selectors.find_person(email=email)
    if user is None:
        raise Invalid(
            f"Nobody here has the address {email}.",
            errors={"email": ["Nobody here has this address."]},
        )
    add_member(group, user=user)


@transaction.atomic
def remove_member(group: Group, *, user: User) -> None:
    """Take a person out of the group. Somebody who is not in it is not an error."""
    bump_access_epoch()
    user.groups.remove(group)
