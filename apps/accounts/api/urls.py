"""Addresses of accounts under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.accounts.api.views.groups import (
    GroupMembersView,
    GroupMemberView,
    GroupsView,
    GroupView,
)
from apps.accounts.api.views.session import SessionLinkView, SessionView
from apps.accounts.api.views.tokens import TokensView, TokenView
from apps.accounts.api.views.users import (
    MeView,
    PasswordView,
    UserSignInLinkView,
    UsersView,
    UserView,
)

urlpatterns: list[URLPattern] = [
    path("session", SessionView.as_view()),
    path("session/link", SessionLinkView.as_view()),
    path("me", MeView.as_view()),
    path("me/password", PasswordView.as_view()),
    path("users", UsersView.as_view()),
    path("users/<int:user_id>", UserView.as_view()),
    path("users/<int:user_id>/sign-in-link", UserSignInLinkView.as_view()),
    path("groups", GroupsView.as_view()),
    path("groups/<int:group_id>", GroupView.as_view()),
    path("groups/<int:group_id>/members", GroupMembersView.as_view()),
    path("groups/<int:group_id>/members/<int:user_id>", GroupMemberView.as_view()),
    path("tokens", TokensView.as_view()),
    path("tokens/<int:token_id>", TokenView.as_view()),
]
