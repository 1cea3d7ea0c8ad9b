"""Composable filters over projects."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.contracts import Actor
from apps.projects.permissions import Role

if TYPE_CHECKING:
    from apps.projects.models import Membership, Project  # noqa: F401  # named in the bases


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: Actor) -> Self:
        """The projects that the actor has any role in, whatever their token may do."""
        return (
            self.all()
            if actor.is_admin
            else self.filter(Q(visibility="internal") | _permitted_to(actor, Role.VIEWER))
        )

    def with_role(self, actor: Actor, role: Role) -> Self:
        """The projects in which the actor has been given at least this role."""
        return self.all() if actor.is_admin else self.filter(_permitted_to(actor, role))

    def with_counts(self) -> Self:
        """With `run_count`, `experiment_count` and `member_count`, deleted ones left out."""
        return self.annotate(
            run_count=self._count_of("runs", Q(deleted_at=None)),
            experiment_count=self._count_of("experiments", Q(deleted_at=None)),
            member_count=self._count_of("memberships", Q()),
        )

    def _count_of(self, relation: str, condition: Q) -> Coalesce:
        # By name: the tables of higher apps are not this app's to import.
        related: Any = self.model._meta.get_field(relation).related_model  # noqa: SLF001  # documented
        rows = related.objects.filter(condition, project=OuterRef("pk")).order_by()
        counted = rows.values("project").annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _permitted_to(actor: Actor, role: Role) -> Q:
    by_oneself = _permitted("ProjectUserPermission", role, user_id=actor.user_id)
    by_group = _permitted("ProjectGroupPermission", role, group__user=actor.user_id)
    return Q(pk__in=by_oneself) | Q(pk__in=by_group)


def _permitted(table: str, role: Role, **whose: int) -> models.QuerySet[models.Model, Any]:
    permissions: Any = apps.get_model("projects", table)
    holders = permissions.objects.filter(permission__codename=role.permission, **whose)
    projects: models.QuerySet[models.Model, Any] = holders.values("content_object_id")
    return projects


class MembershipQuerySet(models.QuerySet["Membership"]):
    def effective_owners(self) -> Self:
        """Owners who can act: active people, and groups with an active person in them."""
        return self.filter(
            Q(user__is_active=True) | Q(group__user__is_active=True), role=Role.OWNER
        ).distinct()

    def of_user(self, user_id: int) -> Self:
        """Those that the user has by themselves or by a group."""
        return self.filter(Q(user=user_id) | Q(group__user=user_id)).distinct()
