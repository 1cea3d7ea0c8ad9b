"""The members of a project."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.projects import selectors
from apps.projects.api import serializers
from apps.projects.permissions import Role
from apps.projects.services import members


class MembersView(APIView):
    """All members."""

    @extend_schema(operation_id="members_list", responses=serializers.MemberListSerializer)
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """People, groups and service accounts of the project, the strongest role first."""
        found = selectors.list_members(actor=actor_of(request), key=key)
        return Response(serializers.MemberListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="members_create",
        request=serializers.NewMemberSerializer,
        responses={201: serializers.MemberSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Add a person or a group. Maintainers up to contributor, owners every role."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        body = serializers.NewMemberSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        member = members.add_member(project, actor=actor, **body.validated_data)
        return Response(serializers.MemberSerializer(member).data, status=201)


class MemberView(APIView):
    """One member."""

    @extend_schema(
        operation_id="members_update",
        request=serializers.RoleSerializer,
        responses=serializers.MemberSerializer,
    )
    def patch(self, request: AuthenticatedRequest, key: str, member_id: int) -> Response:
        """Give the member another role. Maintainers up to contributor, owners every role."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        member = selectors.get_member(project=project, member_id=member_id)
        body = serializers.RoleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        role = Role(body.validated_data["role"])
        return Response(
            serializers.MemberSerializer(members.change_role(member, actor=actor, role=role)).data
        )

    @extend_schema(operation_id="members_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, key: str, member_id: int) -> Response:
        """Take the member out of the project; everybody may leave by themselves."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key)
        member = selectors.get_member(project=project, member_id=member_id)
        members.remove_member(member, actor=actor)
        return Response(status=204)
