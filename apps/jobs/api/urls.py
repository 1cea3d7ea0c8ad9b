"""Addresses of jobs under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.jobs.api.views import agents, code, jobs, targets

urlpatterns: list[URLPattern] = [
    path("projects/<slug:key>/jobs", jobs.JobsView.as_view()),
    path("projects/<slug:key>/targets", targets.TargetsView.as_view()),
    path("projects/<slug:key>/code", code.CodeView.as_view()),
    path("jobs/<uuid:job_id>", jobs.JobView.as_view()),
    path("jobs/<uuid:job_id>/cancel", jobs.JobCancelView.as_view()),
    path("jobs/<uuid:job_id>/retry", jobs.JobRetryView.as_view()),
    path("agent/attempts/<uuid:attempt_id>/code", agents.AgentCodeView.as_view()),
    path("agent/attempts/<uuid:attempt_id>/log", agents.AgentLogView.as_view()),
    path("agent/attempts/<uuid:attempt_id>/status", agents.AgentStatusView.as_view()),
]
