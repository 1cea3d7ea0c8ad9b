"""Versions of registered models and prompts."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.contracts import Actor
from apps.projects import selectors as projects
from apps.registry.api import answers, serializers
from apps.registry.selectors import listings
from apps.registry.selectors import versions as selectors
from apps.registry.services import edits
from apps.registry.services import versions as services


class VersionsView(APIView):
    """The versions of a registered model."""

    @extend_schema(
        operation_id="model_versions_list",
        parameters=[serializers.VersionQuerySerializer],
        responses=serializers.ModelVersionPageSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str, name: str) -> Response:
        """Versions, the newest first."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        query = serializers.VersionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = listings.list_versions(
            actor=actor, project_id=project.pk, name=name, **query.validated_data
        )
        body = {
            "results": [answers.version(each) for each in page.versions],
            "next_page_token": page.next_page_token,
        }
        return Response(serializers.ModelVersionPageSerializer(body).data)


class VersionView(APIView):
    """One version."""

    @extend_schema(operation_id="model_versions_get", responses=serializers.ModelVersionSerializer)
    def get(self, request: AuthenticatedRequest, key: str, name: str, number: str) -> Response:
        """The version."""
        return Response(_shown(actor_of(request), key, name, number))

    @extend_schema(
        operation_id="model_versions_update",
        request=serializers.ChangeVersionSerializer,
        responses=serializers.ModelVersionSerializer,
    )
    def patch(self, request: AuthenticatedRequest, key: str, name: str, number: str) -> Response:
        """Describe, tag or move the version."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        body = serializers.ChangeVersionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        edits.edit_version(
            actor=actor, project_id=project.pk, name=name, number=number, **body.validated_data
        )
        return Response(_shown(actor, key, name, number))

    @extend_schema(operation_id="model_versions_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, key: str, name: str, number: str) -> Response:
        """Delete the version with its aliases; its number is not used again."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        services.delete_version(actor=actor, project_id=project.pk, name=name, number=number)
        return Response(status=204)


class VersionsMadeOfView(APIView):
    """What came of a run or a logged model."""

    @extend_schema(
        operation_id="model_versions_made_of",
        parameters=[serializers.MadeOfQuerySerializer],
        responses=serializers.ModelVersionListSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """The versions registered from a run or a logged model, the newest first."""
        query = serializers.MadeOfQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        made = listings.list_versions_made_of(
            actor=actor_of(request), project_key=key, **query.validated_data
        )
        body = {"results": [answers.version(each) for each in made]}
        return Response(serializers.ModelVersionListSerializer(body).data)


def _shown(actor: Actor, key: str, name: str, number: str) -> object:
    project = projects.get_project(actor=actor, key=key)
    version = selectors.get_version(actor=actor, project_id=project.pk, name=name, number=number)
    info = selectors.version_info(version)
    return serializers.ModelVersionSerializer(answers.version(info)).data
