"""Addresses of experiments under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.experiments.api import artifacts
from apps.experiments.api.views import experiments, logged_models, runs, searches, series

_EXPERIMENT = "experiments/<int:experiment_id>"
_MODEL = "logged-models/<str:model_id>"

urlpatterns: list[URLPattern] = [
    path("projects/<str:key>/experiments", experiments.ExperimentsView.as_view()),
    path(_EXPERIMENT, experiments.ExperimentView.as_view()),
    path(f"{_EXPERIMENT}/restore", experiments.ExperimentRestoreView.as_view()),
    path("projects/<str:key>/runs/search", runs.RunSearchView.as_view()),
    path("projects/<str:key>/runs/delete", runs.RunsDeleteView.as_view()),
    path("projects/<str:key>/runs/restore", runs.RunsRestoreView.as_view()),
    path("projects/<str:key>/runs/groups", searches.RunGroupsView.as_view()),
    path("projects/<str:key>/attributes/values", searches.ValuesView.as_view()),
    path("projects/<str:key>/attributes", runs.AttributesView.as_view()),
    path("runs/search", searches.ProjectsRunSearchView.as_view()),
    path("runs/series", series.SeriesView.as_view()),
    path("runs/<str:run_id>", runs.RunView.as_view()),
    path("runs/<str:run_id>/params", runs.RunParamsView.as_view()),
    path("runs/<str:run_id>/metrics", series.RunMetricsView.as_view()),
    path("runs/<str:run_id>/console", series.RunConsoleView.as_view()),
    path("runs/<str:run_id>/console/download", series.RunConsoleDownloadView.as_view()),
    path("runs/<str:run_id>/models", runs.RunModelsView.as_view()),
    path("runs/<str:run_id>/children", runs.RunChildrenView.as_view()),
    path("runs/<str:run_id>/artifacts", artifacts.RunArtifactsView.as_view()),
    path("runs/<str:run_id>/artifacts/content", artifacts.RunArtifactContentView.as_view()),
    path("projects/<str:key>/logged-models/search", logged_models.LoggedModelSearchView.as_view()),
    path(_MODEL, logged_models.LoggedModelView.as_view()),
    path(f"{_MODEL}/artifacts", artifacts.LoggedModelArtifactsView.as_view()),
    path(f"{_MODEL}/artifacts/content", artifacts.LoggedModelArtifactContentView.as_view()),
]
