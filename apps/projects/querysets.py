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
        if actor.is_admin:
            return self.all()
        return self.filter(
            Q(visibility="internal")
            | Q(pk__in=_permitted("ProjectUserPermission", user_id=actor.user_id))
            | Q(pk__in=_permitted("ProjectGroupPermission", group__user=actor.user_id))
        )

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


def _permitted(table: str, **whose: int) -> models.QuerySet[models.Model, Any]:
    permissions: Any = apps.get_model("projects", table)
    viewers = permissions.objects.filter(permission__codename=Role.VIEWER.permission, **whose)
    projects: models.QuerySet[models.Model, Any] = viewers.values("content_object_id")
    return projects


class MembershipQuerySet(models.QuerySet["Membership"]):
    def effective_owners(self) -> Self:
        """Owners who can act: active people, and groups with an active person in them."""
        return self.filter(
            Q(user__is_active=True) | Q(group__user__is_active=True), role=Role.OWNER
        ).distinct()
