"""Composable filters over jobs and attempts."""

from typing import TYPE_CHECKING, Self

from django.db import models

from apps.accounts.contracts import Actor
from apps.jobs.constants import ACTIVE, FINAL, JobState
from apps.projects import selectors as projects

if TYPE_CHECKING:
    from apps.jobs.models import Attempt, Job  # noqa: F401  # named in the bases


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, actor: Actor) -> Self:
        """The jobs of projects that the actor may read."""
        return self.filter(project__in=projects.visible_project_ids(actor=actor))

    def queued(self) -> Self:
        """Those that wait, oldest first."""
        return self.filter(state=JobState.QUEUED).order_by("queued_at", "pk")

    def with_all_to_show(self) -> Self:
        """With everything that a page shows of a job, in a constant number of queries."""
        shown = self.select_related("project", "target", "created_by")
        # A lock file is some hundred kilobytes that no page shows.
        return shown.prefetch_related("attempts").defer("requirements")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def active(self) -> Self:
        """Those that hold resources of their target."""
        return self.filter(state__in=ACTIVE)

    def submitted(self) -> Self:
        """Those that their executor knows."""
        return self.filter(submitted_at__isnull=False)

    def ended(self) -> Self:
        """Those that have ended."""
        return self.filter(state__in=FINAL)
