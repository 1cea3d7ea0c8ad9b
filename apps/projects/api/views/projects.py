"""Projects."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.projects import selectors
from apps.projects.api import serializers
from apps.projects.permissions import Role
from apps.projects.services import projects


class ProjectsView(APIView):
    """The projects one can see."""

    @extend_schema(operation_id="projects_list", responses=serializers.ProjectListSerializer)
    def get(self, request: AuthenticatedRequest) -> Response:
        """Every project one has a role in, by name."""
        found = selectors.list_projects(actor=actor_of(request))
        return Response(serializers.ProjectListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="projects_create",
        request=serializers.NewProjectSerializer,
        responses={201: serializers.ProjectSerializer},
    )
    def post(self, request: AuthenticatedRequest) -> Response:
        """Make a project of one's own."""
        actor = actor_of(request)
        body = serializers.NewProjectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        project = projects.create_project(actor=actor, **body.validated_data)
        shown = selectors.show_project(project, actor=actor)
        return Response(serializers.ProjectSerializer(shown).data, status=201)


class ProjectView(APIView):
    """One project."""

    @extend_schema(operation_id="projects_get", responses=serializers.ProjectSerializer)
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """The project with its counts and one's role in it."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key)
        shown = selectors.show_project(project, actor=actor)
        return Response(serializers.ProjectSerializer(shown).data)

    @extend_schema(
        operation_id="projects_update",
        request=serializers.ChangeProjectSerializer,
        responses=serializers.ProjectSerializer,
    )
    def patch(self, request: AuthenticatedRequest, key: str) -> Response:
        """Change the project's name, description or visibility. For owners."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.OWNER)
        body = serializers.ChangeProjectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        projects.update_project(project, **body.validated_data)
        shown = selectors.show_project(project, actor=actor)
        return Response(serializers.ProjectSerializer(shown).data)

    @extend_schema(operation_id="projects_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, key: str) -> Response:
        """Delete the project with everything in it, for good. For owners."""
        project = selectors.get_project(actor=actor_of(request), key=key, role=Role.OWNER)
        projects.delete_project(project)
        return Response(status=204)
