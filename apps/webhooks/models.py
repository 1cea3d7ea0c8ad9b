"""Tables of webhooks and of what they were told."""

import uuid
from typing import ClassVar

from django.db import models

from apps.webhooks.constants import DESCRIPTION_LENGTH, NAME_LENGTH, URL_LENGTH, DeliveryState
from apps.webhooks.querysets import DeliveryQuerySet, WebhookQuerySet


class Webhook(models.Model):
    """An address that is told when one of its events happens in the project's registry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="webhooks"
    )
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.CharField(max_length=DESCRIPTION_LENGTH, blank=True)
    url = models.CharField(max_length=URL_LENGTH)
    events = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    sealed_secret = models.TextField(blank=True)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "-created_at"], name="webhooks_of_project")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_secret(self) -> bool:
        """Whether what it is told is signed."""
        return bool(self.sealed_secret)


class Delivery(models.Model):
    """One thing that one webhook is told: the same id and the same body at every attempt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(
        "webhooks.Webhook", on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.CharField(max_length=64)
    body = models.TextField()
    state = models.CharField(
        max_length=16,
        choices=[(state.value, state.value) for state in DeliveryState],
        default=DeliveryState.PENDING,
    )
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    """Since when a sender is at it."""
    response_status = models.PositiveIntegerField(null=True)
    response_body = models.TextField(blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-created_at"], name="deliveries_of_webhook"),
            models.Index(
                fields=["next_attempt_at"],
                name="deliveries_due",
                condition=models.Q(state="pending"),
            ),
            models.Index(fields=["finished_at"], name="deliveries_finished"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="pending", next_attempt_at__isnull=False)
                | ~models.Q(state="pending"),
                name="pending_delivery_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
