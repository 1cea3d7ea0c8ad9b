"""Code for jobs."""

from collections.abc import Iterator

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.jobs.api import raw_bodies, serializers
from apps.jobs.services import code
from apps.projects import selectors as projects
from apps.projects.permissions import Role


class CodeView(APIView):
    """Code uploaded to a project."""

    parser_classes = (raw_bodies.UnreadParser,)

    @extend_schema(
        operation_id="code_create",
        parameters=[OpenApiParameter("filename", description="The name, if it is one file.")],
        request={
            "application/zip": OpenApiTypes.BINARY,
            "text/x-python": OpenApiTypes.BINARY,
        },
        responses={201: serializers.CodeSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Upload a zip, or one file with `?filename=`; the same bytes again are the same code."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=Role.CONTRIBUTOR)
        chunks: Iterator[bytes] = raw_bodies.chunks(request)
        kept = code.upload_code(
            actor=actor,
            project=project,
            chunks=chunks,
            declared_size=raw_bodies.declared_size(request),
            filename=request.query_params.get("filename", ""),
        )
        return Response(serializers.CodeSerializer(kept).data, status=201)
