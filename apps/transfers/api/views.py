"""Imports from other servers. Every door is for admins: they make this server call another."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.transfers import selectors
from apps.transfers.api import serializers
from apps.transfers.contracts import Credentials, Request
from apps.transfers.models import Transfer
from apps.transfers.services import transfers


class TransfersView(APIView):
    """All imports, and new ones."""

    @extend_schema(operation_id="transfers_list", responses=serializers.TransferListSerializer)
    def get(self, request: AuthenticatedRequest) -> Response:
        """The imports of this portal, the newest first."""
        found = selectors.list_transfers(actor=actor_of(request))
        return Response(serializers.TransferListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="transfers_create",
        request=serializers.NewTransferSerializer,
        responses={201: serializers.TransferDetailSerializer},
    )
    def post(self, request: AuthenticatedRequest) -> Response:
        """Begin to import an MLflow server into a project."""
        selectors.require_admin(actor_of(request))
        body = serializers.NewTransferSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        made = transfers.start(
            actor=actor_of(request),
            project_key=asked["project_key"],
            request=Request(
                address=asked["source"],
                files=asked["files"],
                workspace=asked["workspace"],
                workers=asked["workers"],
            ),
            credentials=_credentials(asked),
        )
        return Response(_detail(made), status=201)


class TransferView(APIView):
    """One import."""

    @extend_schema(operation_id="transfers_get", responses=serializers.TransferDetailSerializer)
    def get(self, request: AuthenticatedRequest, transfer_id: UUID) -> Response:
        """The import with how far it is, or its final report."""
        found = selectors.get_transfer(actor=actor_of(request), transfer_id=transfer_id)
        return Response(_detail(found))


class TransferStopView(APIView):
    """The end of an import before its end."""

    @extend_schema(
        operation_id="transfers_stop",
        request=None,
        responses=serializers.TransferDetailSerializer,
    )
    def post(self, request: AuthenticatedRequest, transfer_id: UUID) -> Response:
        """Stop it; what is here stays, and it can be resumed."""
        found = transfers.stop(actor=actor_of(request), transfer_id=transfer_id)
        return Response(_detail(found))


class TransferResumeView(APIView):
    """An import that goes on."""

    @extend_schema(
        operation_id="transfers_resume",
        request=serializers.CredentialsSerializer,
        responses=serializers.TransferDetailSerializer,
    )
    def post(self, request: AuthenticatedRequest, transfer_id: UUID) -> Response:
        """Go on where it stopped. Credentials were forgotten then, so they are given anew."""
        actor = actor_of(request)
        found = selectors.get_transfer(actor=actor, transfer_id=transfer_id)
        body = serializers.CredentialsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        credentials = _credentials(body.validated_data)
        begun = transfers.begin(actor=actor, transfer=found, credentials=credentials)
        return Response(_detail(begun))


def _credentials(asked: dict[str, Any]) -> Credentials:
    return Credentials(token=asked["token"], user=asked["user"], password=asked["password"])


def _detail(transfer: Transfer) -> dict[str, Any]:
    shown = {"transfer": transfer, "report": selectors.report(transfer)}
    return dict(serializers.TransferDetailSerializer(shown).data)
