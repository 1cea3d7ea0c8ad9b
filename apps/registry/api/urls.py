"""Addresses of the registry under /api/v1. A name holds no slash."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.registry.api.views import models, versions

_MODEL = "projects/<slug:key>/models/<str:name>"

urlpatterns: list[URLPattern] = [
    path("projects/<slug:key>/models", models.ModelsView.as_view()),
    path("projects/<slug:key>/model-versions", versions.VersionsMadeOfView.as_view()),
    path(_MODEL, models.ModelView.as_view()),
    path(f"{_MODEL}/aliases/<str:alias>", models.AliasView.as_view()),
    path(f"{_MODEL}/versions", versions.VersionsView.as_view()),
    path(f"{_MODEL}/versions/<str:number>", versions.VersionView.as_view()),
]
