"""The webhooks of a project and what they were told. All of it is for maintainers."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.projects import selectors as projects
from apps.webhooks import selectors
from apps.webhooks.api import serializers
from apps.webhooks.services import deliveries, webhooks


class WebhooksView(APIView):
    """All webhooks of a project."""

    @extend_schema(
        operation_id="webhooks_list",
        parameters=[serializers.PageQuerySerializer],
        responses=serializers.WebhookPageSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """The project's webhooks, newest first. For maintainers."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=selectors.NEEDED)
        query = serializers.PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found, token = selectors.list_webhooks(
            actor=actor, project_id=project.pk, **query.validated_data
        )
        page = {"results": found, "next_page_token": token}
        return Response(serializers.WebhookPageSerializer(page).data)

    @extend_schema(
        operation_id="webhooks_create",
        request=serializers.NewWebhookSerializer,
        responses={201: serializers.WebhookSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Have an address told of the registry's events. For maintainers."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=selectors.NEEDED)
        body = serializers.NewWebhookSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        webhook = webhooks.create_webhook(
            actor=actor, project_id=project.pk, new=body.to_new_webhook()
        )
        return Response(serializers.WebhookSerializer(webhook).data, status=201)


class WebhookView(APIView):
    """One webhook."""

    @extend_schema(operation_id="webhooks_get", responses=serializers.WebhookSerializer)
    def get(self, request: AuthenticatedRequest, key: str, webhook_id: UUID) -> Response:
        """The webhook, without its secret. For maintainers."""
        webhook = selectors.get_webhook(
            actor=actor_of(request), project_key=key, webhook_id=webhook_id
        )
        return Response(serializers.WebhookSerializer(webhook).data)

    @extend_schema(
        operation_id="webhooks_update",
        request=serializers.ChangeWebhookSerializer,
        responses=serializers.WebhookSerializer,
    )
    def patch(self, request: AuthenticatedRequest, key: str, webhook_id: UUID) -> Response:
        """Change what is given. For maintainers."""
        actor = actor_of(request)
        webhook = selectors.get_webhook(actor=actor, project_key=key, webhook_id=webhook_id)
        body = serializers.ChangeWebhookSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changed = webhooks.update_webhook(webhook, change=body.to_change())
        return Response(serializers.WebhookSerializer(changed).data)

    @extend_schema(operation_id="webhooks_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, key: str, webhook_id: UUID) -> Response:
        """Delete the webhook with its deliveries. For maintainers."""
        actor = actor_of(request)
        webhooks.delete_webhook(
            selectors.get_webhook(actor=actor, project_key=key, webhook_id=webhook_id)
        )
        return Response(status=204)


class WebhookTestView(APIView):
    """Trying a webhook out."""

    @extend_schema(
        operation_id="webhooks_test",
        request=serializers.WebhookTestSerializer,
        responses=serializers.WebhookReplySerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str, webhook_id: UUID) -> Response:
        """Send an example of an event now, and tell what came back. For maintainers."""
        actor = actor_of(request)
        webhook = selectors.get_webhook(actor=actor, project_key=key, webhook_id=webhook_id)
        body = serializers.WebhookTestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        reply = webhooks.try_out(webhook, **body.validated_data)
        return Response(serializers.WebhookReplySerializer(reply).data)


class DeliveriesView(APIView):
    """What a webhook was told."""

    @extend_schema(
        operation_id="webhook_deliveries_list",
        parameters=[serializers.PageQuerySerializer],
        responses=serializers.DeliveryPageSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str, webhook_id: UUID) -> Response:
        """Deliveries of the last 30 days, newest first. For maintainers."""
        actor = actor_of(request)
        webhook = selectors.get_webhook(actor=actor, project_key=key, webhook_id=webhook_id)
        query = serializers.PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found, token = selectors.list_deliveries(webhook, **query.validated_data)
        page = {"results": found, "next_page_token": token}
        return Response(serializers.DeliveryPageSerializer(page).data)


class RedeliverView(APIView):
    """Telling a webhook something once more."""

    @extend_schema(
        operation_id="webhook_deliveries_redeliver",
        request=None,
        responses=serializers.DeliverySerializer,
    )
    def post(
        self, request: AuthenticatedRequest, key: str, webhook_id: UUID, delivery_id: UUID
    ) -> Response:
        """Send the delivery again, under the same id. For maintainers."""
        actor = actor_of(request)
        webhook = selectors.get_webhook(actor=actor, project_key=key, webhook_id=webhook_id)
        delivery = selectors.get_delivery(webhook, delivery_id=delivery_id)
        again = deliveries.redeliver(delivery)
        return Response(serializers.DeliverySerializer(again).data)
