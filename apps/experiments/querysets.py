"""Composable filters over experiments and runs."""

from typing import TYPE_CHECKING, Self

from django.db import models

from apps.accounts.contracts import Actor
from apps.experiments.contracts import View
from apps.projects import selectors as projects

if TYPE_CHECKING:
    from apps.experiments.models import Experiment, Run  # noqa: F401  # in the bases


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of projects that the actor may read."""
        return self.filter(project__in=projects.visible_project_ids(actor=actor))

    def in_view(self, view: View) -> Self:
        """Those deleted, those not, or all."""
        if view is View.ALL:
            return self
        return self.filter(deleted_at__isnull=view is View.ACTIVE)


class RunQuerySet(models.QuerySet["Run"]):
    def active(self) -> Self:
        """Those that are not deleted."""
        return self.filter(deleted_at=None)
