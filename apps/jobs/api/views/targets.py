"""Compute targets."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.jobs import selectors
from apps.jobs.api import serializers


class TargetsView(APIView):
    """Where a project's jobs may run."""

    @extend_schema(operation_id="targets_list", responses=serializers.TargetListSerializer)
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """The targets with their capacity, their load and what they enforce."""
        found = selectors.list_targets(actor=actor_of(request), project_key=key)
        return Response(serializers.TargetListSerializer({"results": found}).data)
