"""A membership's guardian permissions, which follow its role in the same transaction."""

from guardian.shortcuts import assign_perm, remove_perm

from apps.projects.models import Membership
from apps.projects.permissions import Role, implied


def grant(member: Membership, *, role: Role) -> None:
    """Give the member the permissions of this role and take those of stronger ones."""
    permissions = implied(role)
    holder = member.user or member.group
    for each in Role:
        change = assign_perm if each.permission in permissions else remove_perm
        change(each.permission, holder, member.project)


def withdraw(member: Membership) -> None:
    """Take every permission that the member has in the project."""
    for each in Role:
        remove_perm(each.permission, member.user or member.group, member.project)
