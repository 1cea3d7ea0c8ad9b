"""Addresses of traces under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.traces.api import views

_EXPERIMENT = "experiments/<int:experiment_id>/traces"
_TRACE = "traces/<str:trace_id>"

urlpatterns: list[URLPattern] = [
    path("projects/<str:key>/traces/search", views.ProjectTraceSearchView.as_view()),
    path(f"{_EXPERIMENT}/search", views.TraceSearchView.as_view()),
    path(f"{_EXPERIMENT}/delete", views.TracesDeleteView.as_view()),
    path("runs/<str:run_id>/traces", views.RunTracesView.as_view()),
    path(_TRACE, views.TraceView.as_view()),
    path(f"{_TRACE}/assessments", views.AssessmentsView.as_view()),
    path(f"{_TRACE}/assessments/<str:assessment_id>", views.AssessmentView.as_view()),
]
