"""Shapes of webhooks in the REST API."""

from typing import Any

from rest_framework import serializers

from apps.webhooks.constants import (
    DESCRIPTION_LENGTH,
    EVENTS,
    NAME_LENGTH,
    SECRET_LENGTH,
    URL_LENGTH,
    DeliveryState,
)
from apps.webhooks.contracts import NewWebhook, WebhookChange

EVENT_CHOICES = [(event, event) for event in EVENTS]
DELIVERY_STATES = [(state.value, state.name) for state in DeliveryState]


class WebhookSerializer(serializers.Serializer[Any]):
    """A webhook. Whether it has a secret is told, the secret never."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.ChoiceField(EVENT_CHOICES))
    is_active = serializers.BooleanField()
    has_secret = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class WebhookPageSerializer(serializers.Serializer[Any]):
    results = WebhookSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class NewWebhookSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=NAME_LENGTH)
    url = serializers.CharField(max_length=URL_LENGTH)
    events = serializers.ListField(child=serializers.ChoiceField(EVENT_CHOICES), min_length=1)
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH, required=False, default="", allow_blank=True
    )
    secret = serializers.CharField(
        max_length=SECRET_LENGTH,
        required=False,
        default="",
        allow_blank=True,
        trim_whitespace=False,
    )
    is_active = serializers.BooleanField(required=False, default=True)

    def to_new_webhook(self) -> NewWebhook:
        """What is asked for, once it is valid."""
        return NewWebhook(**self.validated_data)


class ChangeWebhookSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is; an empty secret is none at all."""

    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    url = serializers.CharField(max_length=URL_LENGTH, required=False)
    events = serializers.ListField(
        child=serializers.ChoiceField(EVENT_CHOICES), min_length=1, required=False
    )
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH, required=False, allow_blank=True
    )
    secret = serializers.CharField(
        max_length=SECRET_LENGTH, required=False, allow_blank=True, trim_whitespace=False
    )
    is_active = serializers.BooleanField(required=False)

    def to_change(self) -> WebhookChange:
        """What is asked for, once it is valid."""
        return WebhookChange(**self.validated_data)


class PageQuerySerializer(serializers.Serializer[Any]):
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=20)
    page_token = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class WebhookTestSerializer(serializers.Serializer[Any]):
    """Which event to make an example of; the webhook's first one if none is named."""

    event = serializers.ChoiceField(EVENT_CHOICES, required=False)


class WebhookReplySerializer(serializers.Serializer[Any]):
    """What the receiver answered, or why it did not."""

    is_success = serializers.BooleanField()
    status = serializers.IntegerField(allow_null=True)
    body = serializers.CharField()
    error = serializers.CharField()


class DeliverySerializer(serializers.Serializer[Any]):
    """Something that a webhook was told, or is to be told at `next_attempt_at`."""

    id = serializers.UUIDField()
    event = serializers.CharField()
    body = serializers.CharField()
    state = serializers.ChoiceField(DELIVERY_STATES)
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    response_status = serializers.IntegerField(allow_null=True)
    response_body = serializers.CharField()
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class DeliveryPageSerializer(serializers.Serializer[Any]):
    results = DeliverySerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)
