"""A look at experiments for admins. They are changed through the portal, where rules hold."""

from django.contrib import admin

from apps.core.read_only_admin import ReadOnlyAdmin
from apps.experiments.models import Experiment, LoggedModel, Run


@admin.register(Experiment)
class ExperimentAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "project", "is_default", "created_at", "deleted_at")
    list_select_related = ("project",)
    search_fields = ("name", "project__key")


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("run_id", "name", "status", "project", "experiment", "created_at")
    list_filter = ("status",)
    list_select_related = ("project", "experiment")
    search_fields = ("=run_id", "name")
    # Counting and choosing among all runs is dear where there are many.
    show_full_result_count = False


@admin.register(LoggedModel)
class LoggedModelAdmin(ReadOnlyAdmin):
    list_display = ("model_id", "name", "status", "project", "deleted_at")
    list_select_related = ("project",)
    search_fields = ("=model_id", "name")
