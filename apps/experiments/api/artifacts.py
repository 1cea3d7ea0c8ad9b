"""The files of a run or of a logged model, as the portal lists and shows them."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.artifacts.contracts import DownloadRequest, Owner, Page
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import arrivals
from apps.experiments.selectors import logged_models, run_files, runs
from apps.experiments.services import files


class ArtifactQuerySerializer(serializers.Serializer[Any]):
    path = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, default=""
    )
    limit = serializers.IntegerField(min_value=1, max_value=1000, required=False, default=1000)
    page_token = serializers.CharField(required=False, default="")


class ArtifactContentQuerySerializer(serializers.Serializer[Any]):
    path = serializers.CharField(trim_whitespace=False)
    download = serializers.BooleanField(required=False, default=False)


class ArtifactEntrySerializer(serializers.Serializer[Any]):
    path = serializers.CharField()
    name = serializers.CharField()
    is_dir = serializers.BooleanField()
    size = serializers.IntegerField(allow_null=True)
    modified_at = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField(allow_blank=True)


class ArtifactListSerializer(serializers.Serializer[Any]):
    path = serializers.CharField(allow_blank=True)
    entries = ArtifactEntrySerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class RunArtifactsView(APIView):
    """A directory of a run's files."""

    @extend_schema(
        operation_id="run_artifacts_list",
        parameters=[ArtifactQuerySerializer],
        responses=ArtifactListSerializer,
    )
    def get(self, request: AuthenticatedRequest, run_id: str) -> Response:
        """What lies right in the directory; a path without files is an empty one."""
        run = runs.get_run_ref(actor=actor_of(request), run_id=run_id)
        wanted = _asked(request)
        files.settle_run_files(run)
        page = run_files.list_directory(
            run, path=wanted["path"], limit=wanted["limit"], after=wanted["page_token"]
        )
        return _listed(wanted["path"], page)


class RunArtifactContentView(APIView):
    """The bytes of a run's file."""

    @extend_schema(
        operation_id="run_artifacts_content",
        parameters=[ArtifactContentQuerySerializer],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: AuthenticatedRequest, run_id: str) -> StreamingHttpResponse:
        """The file, or the range of it that is asked for."""
        run = runs.get_run_ref(actor=actor_of(request), run_id=run_id)
        query = ArtifactContentQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        files.settle_run_files(run)
        place = run_files.find_place(run, query.validated_data["path"])
        return _sent(request, place.owner, place.path, query.validated_data["download"])


class LoggedModelArtifactsView(APIView):
    """A directory of a logged model's files."""

    @extend_schema(
        operation_id="logged_model_artifacts_list",
        parameters=[ArtifactQuerySerializer],
        responses=ArtifactListSerializer,
    )
    def get(self, request: AuthenticatedRequest, model_id: str) -> Response:
        """What lies right in the directory; a path without files is an empty one."""
        model = logged_models.get_model_row(actor=actor_of(request), model_id=model_id)
        wanted = _asked(request)
        owner = Owner("model", model.model_id)
        arrivals.settle(owners=[owner])
        page = listing.list_directory(
            owner=owner,
            path=wanted["path"],
            limit=wanted["limit"],
            after=wanted["page_token"],
        )
        return _listed(wanted["path"], page)


class LoggedModelArtifactContentView(APIView):
    """The bytes of a logged model's file."""

    @extend_schema(
        operation_id="logged_model_artifacts_content",
        parameters=[ArtifactContentQuerySerializer],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: AuthenticatedRequest, model_id: str) -> StreamingHttpResponse:
        """The file, or the range of it that is asked for."""
        model = logged_models.get_model_row(actor=actor_of(request), model_id=model_id)
        query = ArtifactContentQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        owner = Owner("model", model.model_id)
        arrivals.settle(owners=[owner])
        return _sent(request, owner, wanted["path"], wanted["download"])


def _asked(request: AuthenticatedRequest) -> dict[str, Any]:
    query = ArtifactQuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked: dict[str, Any] = query.validated_data
    return asked


def _listed(path: str, page: Page) -> Response:
    body = {"path": path, "entries": page.entries, "next_page_token": page.next_token or None}
    return Response(ArtifactListSerializer(body).data)


def _sent(
    request: AuthenticatedRequest, owner: Owner, path: str, attachment: object
) -> StreamingHttpResponse:
    download = downloads.open_download(
        owner=owner,
        path=path,
        request=DownloadRequest.of_headers(request.headers, attachment=bool(attachment)),
    )
    return StreamingHttpResponse(download.chunks, status=download.status, headers=download.headers)
