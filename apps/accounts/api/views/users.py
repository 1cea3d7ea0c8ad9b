"""People: oneself and the others."""

from django.contrib.auth import update_session_auth_hash
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import selectors
from apps.accounts.api import serializers
from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.contracts import Scope
from apps.accounts.permissions import require_admin, require_scope, require_session
from apps.accounts.services import sign_in, users


class MeView(APIView):
    """Oneself."""

    @extend_schema(operation_id="me_get", responses=serializers.UserSerializer)
    def get(self, request: AuthenticatedRequest) -> Response:
        """Who the request speaks for."""
        return Response(serializers.UserSerializer(request.user).data)

    @extend_schema(
        operation_id="me_update",
        request=serializers.ProfileSerializer,
        responses=serializers.UserSerializer,
    )
    def patch(self, request: AuthenticatedRequest) -> Response:
        """Change what one is called."""
        require_scope(actor_of(request), Scope.MANAGE)
        body = serializers.ProfileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = users.rename_user(request.user, **body.validated_data)
        return Response(serializers.UserSerializer(user).data)


class PasswordView(APIView):
    """One's password."""

    @extend_schema(
        operation_id="me_change_password",
        request=serializers.ChangePasswordSerializer,
        responses={204: None},
    )
    def post(self, request: AuthenticatedRequest) -> Response:
        """Change one's password; every other session of one's own ends."""
        require_session(actor_of(request))
        body = serializers.ChangePasswordSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        users.change_password(request.user, **body.validated_data)
        update_session_auth_hash(request, request.user)
        return Response(status=204)


class UsersView(APIView):
    """Everybody."""

    @extend_schema(
        operation_id="users_list",
        parameters=[serializers.UserSearchSerializer],
        responses=serializers.UserListSerializer,
    )
    def get(self, request: AuthenticatedRequest) -> Response:
        """Up to 20 people whose name or address contains the search."""
        query = serializers.UserSearchSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        people = selectors.list_people(actor=actor_of(request), **query.validated_data)
        return Response(serializers.UserListSerializer({"results": people}).data)

    @extend_schema(
        operation_id="users_create",
        request=serializers.NewUserSerializer,
        responses={201: serializers.UserSerializer},
    )
    def post(self, request: AuthenticatedRequest) -> Response:
        """Add a person. For admins."""
        require_admin(actor_of(request))
        body = serializers.NewUserSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = users.create_user(**body.validated_data)
        return Response(serializers.UserSerializer(user).data, status=201)


class UserView(APIView):
    """Somebody."""

    @extend_schema(
        operation_id="users_update",
        request=serializers.ChangeUserSerializer,
        responses=serializers.UserSerializer,
    )
    def patch(self, request: AuthenticatedRequest, user_id: int) -> Response:
        """Make somebody an admin or none, deactivate them or let them in again. For admins."""
        require_admin(actor_of(request))
        body = serializers.ChangeUserSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = users.change_access(selectors.get_user(user_id=user_id), **body.validated_data)
        return Response(serializers.UserSerializer(user).data)


class UserSignInLinkView(APIView):
    """A way in for somebody without a password."""

    @extend_schema(
        operation_id="users_create_sign_in_link",
        request=None,
        responses={201: serializers.SignInLinkSerializer},
    )
    def post(self, request: AuthenticatedRequest, user_id: int) -> Response:
        """Make a link that signs this person in, once, within half an hour. For admins."""
        actor = actor_of(request)
        require_admin(actor)
        require_session(actor)
        token = sign_in.create_sign_in_link(selectors.get_user(user_id=user_id))
        return Response(serializers.SignInLinkSerializer({"token": token}).data, status=201)
