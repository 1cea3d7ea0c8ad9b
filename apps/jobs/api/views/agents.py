"""What the agent beside a job calls, with the token of the job's run and no other."""

from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.artifacts.contracts import DownloadRequest
from apps.artifacts.selectors import downloads
from apps.core.errors import TooLarge
from apps.jobs import selectors
from apps.jobs.api import raw_bodies, serializers
from apps.jobs.contracts import Phase
from apps.jobs.services import agents

MAX_PIECE = 4 * 2**20


class AgentCodeView(APIView):
    """The code of an attempt's job."""

    @extend_schema(
        operation_id="agent_code_get",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: AuthenticatedRequest, attempt_id: UUID) -> StreamingHttpResponse:
        """The bytes as they were uploaded."""
        attempt = selectors.get_attempt_of_agent(actor=actor_of(request), attempt_id=attempt_id)
        place = selectors.get_place_of_code(attempt)
        download = downloads.open_download(
            owner=place.owner, path=place.path, request=DownloadRequest(attachment=True)
        )
        return StreamingHttpResponse(
            download.chunks, status=download.status, headers=download.headers
        )


class AgentLogView(APIView):
    """The console of an attempt."""

    parser_classes = (raw_bodies.UnreadParser,)

    @extend_schema(
        operation_id="agent_log_append",
        parameters=[serializers.LogOffsetSerializer],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses=serializers.LogSizeSerializer,
    )
    def post(self, request: AuthenticatedRequest, attempt_id: UUID) -> Response:
        """Append what the job printed, by offset; what is there already is not appended again."""
        attempt = selectors.get_attempt_of_agent(actor=actor_of(request), attempt_id=attempt_id)
        query = serializers.LogOffsetSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        if (raw_bodies.declared_size(request) or 0) > MAX_PIECE:
            raise TooLarge(f"At most {MAX_PIECE} bytes at once.", fix="Send smaller pieces.")
        size, full = agents.take_log(
            attempt,
            offset=query.validated_data["offset"],
            data=b"".join(raw_bodies.chunks(request)),
        )
        return Response({"size": size, "full": full})


class AgentStatusView(APIView):
    """Where an attempt stands."""

    @extend_schema(
        operation_id="agent_status_report",
        request=serializers.StatusSerializer,
        responses={204: None},
    )
    def post(self, request: AuthenticatedRequest, attempt_id: UUID) -> Response:
        """Say that the attempt moved; the executor is asked whether it is so."""
        attempt = selectors.get_attempt_of_agent(actor=actor_of(request), attempt_id=attempt_id)
        body = serializers.StatusSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        agents.heed_status(
            attempt,
            phase=Phase(body.validated_data["phase"]),
            message=body.validated_data["message"],
        )
        return Response(status=204)
