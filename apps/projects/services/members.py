"""Who belongs to a project. The caller's right to change it is checked in here, per role."""

from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor, Scope
from apps.accounts.permissions import require_scope
from apps.accounts.services.access import bump_access_epoch
from apps.core.errors import Conflict, Invalid, NotFound
from apps.projects import selectors
from apps.projects.errors import LastOwner, RoleHeld
from apps.projects.models import Membership, Project
from apps.projects.permissions import Role, required_by
from apps.projects.services.grants import grant, withdraw

if TYPE_CHECKING:
    from django.contrib.auth.models import Group

    from apps.accounts.models import User


def add_member(
    project: Project, *, actor: Actor, role: Role, email: str = "", group: str = ""
) -> Membership:
    """Give the person with this email, or else the group of this name, a role.

    Raises:
        Invalid, Conflict, RoleTooWeak: as `add_person` and `add_group`.
    """
    if email:
        return add_person(project, actor=actor, email=email, role=role)
    return add_group(project, actor=actor, name=group, role=role)


@transaction.atomic
def add_person(project: Project, *, actor: Actor, email: str, role: Role) -> Membership:
    """Give a person a role in the project.

    Raises:
        Invalid: nobody here has this address.
        Conflict: they are a member already.
        RoleTooWeak: the actor may not give this role.
    """
    _require_to_give(actor, project, role)
    user = accounts.find_person(email=email)
    if user is None:
        raise Invalid(
            f"Nobody here has the address {email}.",
            fix="Ask an admin to add them first.",
            errors={"email": ["Nobody here has this address."]},
        )
    return _add(project, role, user=user)


@transaction.atomic
def assign_role(project: Project, *, actor: Actor, email: str, role: Role) -> Membership:
    """Give the user this role, in place of a weaker one if they have one.

    Raises:
        NotFound: nobody here has this address.
        RoleHeld: their own role covers it.
        RoleTooWeak: the actor may not give this role.
    """
    _require_to_give(actor, project, role)
    user = accounts.get_account(email=email)
    member = Membership.objects.filter(project=project, user=user).first()
    if member is None:
        return add_person(project, actor=actor, email=email, role=role)
    if Role(member.role).covers(role):
        raise RoleHeld(
            f"{email} is {member.role} of {project.key} already, which covers {role}.",
            fix="Take that role away first, or change it on the project's members page.",
        )
    return change_role(member, actor=actor, role=role)


@transaction.atomic
def take_role(project: Project, *, actor: Actor, email: str, role: Role) -> None:
    """Take the user out of the project, if this is the role that they have in it.

    Raises:
        NotFound: they do not have it by themselves.
        LastOwner, RoleTooWeak, Conflict: as `remove_member`.
    """
    _require_to_give(actor, project, role)
    user = accounts.get_account(email=email)
    member = Membership.objects.filter(project=project, user=user, role=role).first()
    if member is None:
        raise NotFound(
            f"{email} is not {role} of {project.key} by themselves.",
            fix="A role that somebody has by a group is taken away with the group.",
        )
    remove_member(member, actor=actor)


@transaction.atomic
def add_group(project: Project, *, actor: Actor, name: str, role: Role) -> Membership:
    """Give everybody in a group a role in the project.

    Raises:
        Invalid: there is no such group.
        Conflict: it is a member already.
        RoleTooWeak: the actor may not give this role.
    """
    _require_to_give(actor, project, role)
    group = accounts.find_group(name=name)
    if group is None:
        raise Invalid(
            f"There is no group named {name!r}.", errors={"group": ["There is no such group."]}
        )
    return _add(project, role, group=group)


@transaction.atomic
def change_role(member: Membership, *, actor: Actor, role: Role) -> Membership:
    """Give the member another role.

    Raises:
        RoleTooWeak: the actor may not give this role, or not take away the present one.
        LastOwner: the project would be left without an owner.
        Invalid: a service account cannot own a project.
    """
    _require_to_give(actor, member.project, role)
    _require_to_give(actor, member.project, Role(member.role))
    _refuse_service_owner(member, role)
    bump_access_epoch()
    _keep_an_owner(member, becoming=role)
    member.role = role
    member.save(update_fields=["role"])
    grant(member, role=role)
    return member


@transaction.atomic
def remove_member(member: Membership, *, actor: Actor) -> None:
    """Take the member out of the project. Everybody may leave by themselves.

    Raises:
        RoleTooWeak: the actor may not remove somebody in this role.
        LastOwner: the project would be left without an owner.
        Conflict: a service account is deleted, not removed.
    """
    if member.user_id == actor.user_id:
        require_scope(actor, Scope.MANAGE)
    else:
        _require_to_give(actor, member.project, Role(member.role))
    if member.user is not None and member.user.kind == "service":
        raise Conflict(
            "A service account lives and ends with its project.",
            fix="Delete the service account instead.",
        )
    bump_access_epoch()
    _keep_an_owner(member, becoming=None)
    withdraw(member)
    member.delete()


def _require_to_give(actor: Actor, project: Project, role: Role) -> None:
    selectors.require_role(actor=actor, project_id=project.pk, role=required_by(role))


def _refuse_service_owner(member: Membership, role: Role) -> None:
    if role is Role.OWNER and member.user is not None and member.user.kind == "service":
        raise Invalid(
            "A service account cannot own a project.",
            errors={"role": ["At most maintainer for a service account."]},
        )


def _add(
    project: Project, role: Role, *, user: "User | None" = None, group: "Group | None" = None
) -> Membership:
    bump_access_epoch()
    if Membership.objects.filter(project=project, user=user, group=group).exists():
        raise Conflict(
            f"{user or group} is a member of the project already.", fix="Change their role instead."
        )
    member = Membership.objects.create(project=project, user=user, group=group, role=role)
    grant(member, role=role)
    return member


def _keep_an_owner(member: Membership, *, becoming: Role | None) -> None:
    # The lock makes two owners who leave at the same moment wait for each other.
    Project.objects.select_for_update().get(pk=member.project_id)
    if member.role != Role.OWNER or becoming is Role.OWNER:
        return
    owners = Membership.objects.filter(project=member.project_id).effective_owners()
    if not owners.exclude(pk=member.pk).exists():
        raise LastOwner(
            "A project needs an owner, and this is the last one.",
            fix="Make somebody else an owner first.",
        )
