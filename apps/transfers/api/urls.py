"""Addresses of transfers under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.transfers.api import views

urlpatterns: list[URLPattern] = [
    path("transfers", views.TransfersView.as_view()),
    path("transfers/<uuid:transfer_id>", views.TransferView.as_view()),
    path("transfers/<uuid:transfer_id>/stop", views.TransferStopView.as_view()),
    path("transfers/<uuid:transfer_id>/resume", views.TransferResumeView.as_view()),
]
