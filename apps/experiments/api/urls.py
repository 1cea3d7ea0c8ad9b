"""Addresses of experiments under /api/v1."""

from django.urls import path

from apps.experiments.api import artifacts

urlpatterns = [
    path("runs/<str:run_id>/artifacts", artifacts.RunArtifactsView.as_view()),
    path("runs/<str:run_id>/artifacts/content", artifacts.RunArtifactContentView.as_view()),
]
