"""A look at traces for admins. They are changed through the portal, where rules hold."""

from django.contrib import admin

from apps.core.read_only_admin import ReadOnlyAdmin
from apps.traces.models import Trace


@admin.register(Trace)
class TraceAdmin(ReadOnlyAdmin):
    list_display = ("trace_id", "name", "state", "project", "experiment", "request_time_ms")
    list_filter = ("state",)
    list_select_related = ("project", "experiment")
    search_fields = ("=trace_id",)
    # Counting and choosing among all traces is dear where there are many.
    show_full_result_count = False
