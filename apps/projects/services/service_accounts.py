"""Accounts for a project's automation. Each belongs to one project and ends with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor, Scope
from apps.accounts.services import tokens, users
from apps.accounts.services.access import bump_access_epoch
from apps.core.errors import Conflict, Invalid
from apps.projects import selectors
from apps.projects.constants import SERVICE_ACCOUNT_NAME
from apps.projects.models import Membership, Project
from apps.projects.permissions import Role, required_by
from apps.projects.services.grants import grant, withdraw

if TYPE_CHECKING:
    from apps.accounts.models import ApiToken


@transaction.atomic
def create_service_account(project: Project, *, actor: Actor, name: str, role: Role) -> Membership:
    """A service account with a role in the project.

    Raises:
        Invalid: the name or the role will not do.
        Conflict: the project has one of this name.
        RoleTooWeak: the actor may not give this role.
    """
    _require_to_manage(actor, project, role)
    _check(name, role)
    bump_access_epoch()
    accounts_here = Membership.objects.filter(project=project, user__kind="service")
    if accounts_here.filter(user__display_name=name).exists():
        raise Conflict(f"The project has a service account named {name!r} already.")
    user = users.create_service_account(name=name, namespace=project.key)
    member = Membership.objects.create(project=project, user=user, role=role)
    grant(member, role=role)
    return member


@transaction.atomic
def delete_service_account(member: Membership, *, actor: Actor) -> None:
    """End the account and its tokens; the runs it logged keep its name.

    Raises:
        RoleTooWeak: the actor may not take this role away.
    """
    _require_to_manage(actor, member.project, Role(member.role))
    end_access(member)


@transaction.atomic
def end_access(member: Membership) -> None:
    """Deactivate the account of this membership, whoever asks."""
    bump_access_epoch()
    withdraw(member)
    member.delete()
    if member.user is not None:
        users.deactivate(member.user)


@transaction.atomic
def create_service_token(
    member: Membership,
    *,
    actor: Actor,
    name: str,
    scopes: Iterable[Scope],
    expires_in_days: int | None = None,
) -> tuple["ApiToken", str]:
    """A token of the service account, and its text, which nobody will see again.

    Raises:
        RoleTooWeak: the actor may not give the account's role.
    """
    _require_to_manage(actor, member.project, Role(member.role))
    return tokens.create_token_for_days(
        user_id=member.user_id or 0,
        name=name,
        scopes=scopes,
        project=member.project.key,
        expires_in_days=expires_in_days,
    )


@transaction.atomic
def revoke_service_token(member: Membership, *, actor: Actor, token_id: int) -> None:
    """Revoke one of the account's tokens.

    Raises:
        NotFound: the account has no such token.
        RoleTooWeak: the actor may not manage this account.
    """
    _require_to_manage(actor, member.project, Role(member.role))
    user_id = member.user_id or 0
    tokens.revoke_token(accounts.get_token_of(user_id=user_id, token_id=token_id))


def _require_to_manage(actor: Actor, project: Project, role: Role) -> None:
    selectors.require_role(actor=actor, project_id=project.pk, role=required_by(role))


def _check(name: str, role: Role) -> None:
    if not SERVICE_ACCOUNT_NAME.fullmatch(name):
        raise Invalid(
            "A service account's name is up to 40 lower-case letters, digits and hyphens.",
            errors={"name": ["Up to 40 lower-case letters, digits and hyphens."]},
        )
    if role is Role.OWNER:
        raise Invalid(
            "A service account cannot own a project.",
            errors={"role": ["At most maintainer for a service account."]},
        )
