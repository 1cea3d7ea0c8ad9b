"""Addresses of evaluation under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.evaluation.api import views

_DATASET = "evaluation-datasets/<str:dataset_id>"
_SCORERS = "experiments/<int:experiment_id>/scorers"

urlpatterns: list[URLPattern] = [
    path("projects/<str:key>/evaluation-datasets", views.EvaluationDatasetsView.as_view()),
    path(_DATASET, views.EvaluationDatasetView.as_view()),
    path(f"{_DATASET}/records", views.EvaluationRecordsView.as_view()),
    path(f"{_DATASET}/records/delete", views.EvaluationRecordsDeleteView.as_view()),
    path(_SCORERS, views.ScorersView.as_view()),
    path(f"{_SCORERS}/versions", views.ScorerVersionsView.as_view()),
]
