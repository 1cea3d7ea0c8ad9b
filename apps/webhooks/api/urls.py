"""Addresses of webhooks under /api/v1."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.webhooks.api import views

_ALL = "projects/<slug:key>/webhooks"
_ONE = f"{_ALL}/<uuid:webhook_id>"

urlpatterns: list[URLPattern] = [
    path(_ALL, views.WebhooksView.as_view()),
    path(_ONE, views.WebhookView.as_view()),
    path(f"{_ONE}/test", views.WebhookTestView.as_view()),
    path(f"{_ONE}/deliveries", views.DeliveriesView.as_view()),
    path(f"{_ONE}/deliveries/<uuid:delivery_id>/redeliver", views.RedeliverView.as_view()),
]
