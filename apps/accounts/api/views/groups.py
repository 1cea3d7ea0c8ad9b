"""Groups of people."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import selectors
from apps.accounts.api import serializers
from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.permissions import require_admin
from apps.accounts.services import groups


class GroupsView(APIView):
    """All groups."""

    @extend_schema(operation_id="groups_list", responses=serializers.GroupListSerializer)
    def get(self, request: AuthenticatedRequest) -> Response:
        """Every group with its members."""
        found = selectors.list_groups(actor=actor_of(request))
        return Response(serializers.GroupListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="groups_create",
        request=serializers.NewGroupSerializer,
        responses={201: serializers.GroupSerializer},
    )
    def post(self, request: AuthenticatedRequest) -> Response:
        """Make an empty group. For admins."""
        require_admin(actor_of(request))
        body = serializers.NewGroupSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        group = groups.create_group(**body.validated_data)
        return Response(serializers.GroupSerializer(group).data, status=201)


class GroupView(APIView):
    """One group."""

    @extend_schema(operation_id="groups_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, group_id: int) -> Response:
        """Remove the group and the roles that its members had by it. For admins."""
        actor = actor_of(request)
        require_admin(actor)
        groups.delete_group(selectors.get_group(actor=actor, group_id=group_id))
        return Response(status=204)


class GroupMembersView(APIView):
    """The members of a group."""

    @extend_schema(
        operation_id="group_members_create",
        request=serializers.NewGroupMemberSerializer,
        responses={201: serializers.GroupSerializer},
    )
    def post(self, request: AuthenticatedRequest, group_id: int) -> Response:
        """Put somebody into the group. For admins."""
        actor = actor_of(request)
        require_admin(actor)
        body = serializers.NewGroupMemberSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        group = selectors.get_group(actor=actor, group_id=group_id)
        groups.add_member_by_email(group, **body.validated_data)
        changed = selectors.get_group(actor=actor, group_id=group_id)
        return Response(serializers.GroupSerializer(changed).data, status=201)


class GroupMemberView(APIView):
    """One member of a group."""

    @extend_schema(operation_id="group_members_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, group_id: int, user_id: int) -> Response:
        """Take somebody out of the group. For admins."""
        actor = actor_of(request)
        require_admin(actor)
        group = selectors.get_group(actor=actor, group_id=group_id)
        groups.remove_member(group, user=selectors.get_user(user_id=user_id))
        return Response(status=204)
