"""A look at the tables for admins. Jobs are changed through the portal, where rules hold."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from apps.jobs.models import Attempt, ComputeTarget, Job, JobCode

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class _ReadOnly(_Admin):
    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(_ReadOnly):
    list_display = ("name", "project", "state", "target", "created_by", "created_at")
    list_filter = ("state", "target")
    list_select_related = ("project", "target", "created_by")
    search_fields = ("name", "id", "run_id")
    # Values of variables may be secrets.
    exclude = ("environment",)


@admin.register(Attempt)
class AttemptAdmin(_ReadOnly):
    list_display = ("external_name", "job", "number", "state", "exit_reason", "created_at")
    list_filter = ("state", "exit_reason")
    list_select_related = ("job",)


@admin.register(ComputeTarget)
class ComputeTargetAdmin(_ReadOnly):
    list_display = ("name", "kind", "state", "cpus", "memory_mb", "gpus", "checked_at")
    exclude = ("settings",)


@admin.register(JobCode)
class JobCodeAdmin(_ReadOnly):
    list_display = ("__str__", "project", "size", "created_by", "created_at")
    list_select_related = ("project", "created_by")
