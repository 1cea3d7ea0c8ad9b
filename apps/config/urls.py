"""Every address of the portal. MLflow's protocol is answered before Django (see asgi.py)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from apps.config import notebook, views

api_v1: list[URLPattern | URLResolver] = [
    path("", include("apps.accounts.api.urls")),
    path("", include("apps.projects.api.urls")),
    path("", include("apps.experiments.api.urls")),
    path("", include("apps.traces.api.urls")),
    path("", include("apps.evaluation.api.urls")),
    path("", include("apps.registry.api.urls")),
    path("", include("apps.jobs.api.urls")),
    path("", include("apps.webhooks.api.urls")),
    path("", include("apps.transfers.api.urls")),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    re_path(r"^.*$", views.api_not_found),
]

urlpatterns = [
    path("api/v1/", include(api_v1)),
    path("admin/", admin.site.urls),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path(notebook.ADDRESS, notebook.notebook_traces, name="notebook_traces"),
    re_path(r"^(?!api/|ajax-api/|static/|ws/).*$", views.portal, name="portal"),
]
