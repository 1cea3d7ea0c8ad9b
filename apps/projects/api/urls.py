"""Addresses of projects under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.projects.api.views.members import MembersView, MemberView
from apps.projects.api.views.projects import ProjectsView, ProjectView
from apps.projects.api.views.service_accounts import (
    ServiceAccountsView,
    ServiceAccountView,
    ServiceTokensView,
    ServiceTokenView,
)

_ACCOUNTS = "projects/<str:key>/service-accounts"

urlpatterns: list[URLPattern] = [
    path("projects", ProjectsView.as_view()),
    path("projects/<str:key>", ProjectView.as_view()),
    path("projects/<str:key>/members", MembersView.as_view()),
    path("projects/<str:key>/members/<int:member_id>", MemberView.as_view()),
    path(_ACCOUNTS, ServiceAccountsView.as_view()),
    path(f"{_ACCOUNTS}/<int:user_id>", ServiceAccountView.as_view()),
    path(f"{_ACCOUNTS}/<int:user_id>/tokens", ServiceTokensView.as_view()),
    path(f"{_ACCOUNTS}/<int:user_id>/tokens/<int:token_id>", ServiceTokenView.as_view()),
]
