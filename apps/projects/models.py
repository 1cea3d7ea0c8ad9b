"""Tables of projects and memberships."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from apps.projects.permissions import Role
from apps.projects.querysets import MembershipQuerySet, ProjectQuerySet


class Project(models.Model):
    """A team's room: everything that is tracked belongs to exactly one project.

    The key is chosen once; addresses, tokens and MLflow's workspaces name the project by it.
    """

    class Visibility(models.TextChoices):
        PRIVATE = "private"
        INTERNAL = "internal"

    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

    # What selectors add for the one who asks
    role: Role | None
    run_count: int
    experiment_count: int
    member_count: int

    class Meta:
        ordering = ("name", "id")
        # One permission per role; a role's holder has those of the weaker roles too.
        permissions: ClassVar = [(role.permission, f"Is at least {role}") for role in Role]
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class ProjectUserPermission(UserObjectPermissionBase):
    """guardian's permissions of people, with a real foreign key so that they go with a project."""

    content_object = models.ForeignKey("projects.Project", on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        pass


class ProjectGroupPermission(GroupObjectPermissionBase):
    """guardian's permissions of groups, likewise."""

    content_object = models.ForeignKey("projects.Project", on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        pass


class Membership(models.Model):
    """A person's or a group's role in a project; its guardian permissions follow it."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, related_name="memberships"
    )
    group = models.ForeignKey(
        "auth.Group", on_delete=models.CASCADE, null=True, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, group__isnull=False) | Q(user__isnull=False, group=None),
                name="membership_is_of_a_user_or_a_group",
            ),
            models.UniqueConstraint(
                fields=["project", "user"], name="one_membership_per_user_and_project"
            ),
            models.UniqueConstraint(
                fields=["project", "group"], name="one_membership_per_group_and_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.role} of {self.project}"

    @property
    def name(self) -> str:
        """What to call the person or the group on a page."""
        return self.user.name if self.user else str(self.group)
