"""The service accounts of a project and their tokens."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.api.serializers import (
    CreatedTokenSerializer,
    NewServiceTokenSerializer,
    TokenListSerializer,
)
from apps.projects import selectors
from apps.projects.api import serializers
from apps.projects.permissions import Role
from apps.projects.services import service_accounts


class ServiceAccountsView(APIView):
    """All service accounts."""

    @extend_schema(operation_id="service_accounts_list", responses=serializers.MemberListSerializer)
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """The project's service accounts, by name. For maintainers."""
        found = selectors.list_service_accounts(actor=actor_of(request), key=key)
        return Response(serializers.MemberListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="service_accounts_create",
        request=serializers.NewServiceAccountSerializer,
        responses={201: serializers.MemberSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Make a service account. Maintainers up to contributor, owners up to maintainer."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        body = serializers.NewServiceAccountSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        account = service_accounts.create_service_account(
            project,
            actor=actor,
            name=body.validated_data["name"],
            role=Role(body.validated_data["role"]),
        )
        return Response(serializers.MemberSerializer(account).data, status=201)


class ServiceAccountView(APIView):
    """One service account."""

    @extend_schema(operation_id="service_accounts_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, key: str, user_id: int) -> Response:
        """End the account and its tokens. For those who may give its role."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        account = selectors.get_service_account(project=project, user_id=user_id)
        service_accounts.delete_service_account(account, actor=actor)
        return Response(status=204)


class ServiceTokensView(APIView):
    """The tokens of a service account."""

    @extend_schema(operation_id="service_tokens_list", responses=TokenListSerializer)
    def get(self, request: AuthenticatedRequest, key: str, user_id: int) -> Response:
        """The account's tokens, newest first. For maintainers."""
        found = selectors.list_service_tokens(actor=actor_of(request), key=key, user_id=user_id)
        return Response(TokenListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="service_tokens_create",
        request=NewServiceTokenSerializer,
        responses={201: CreatedTokenSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str, user_id: int) -> Response:
        """Make a token of the account. The answer is the only place where its text stands."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        account = selectors.get_service_account(project=project, user_id=user_id)
        body = NewServiceTokenSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        token, text = service_accounts.create_service_token(
            account, actor=actor, **body.validated_data
        )
        token.token = text
        return Response(CreatedTokenSerializer(token).data, status=201)


class ServiceTokenView(APIView):
    """One token of a service account."""

    @extend_schema(operation_id="service_tokens_delete", responses={204: None})
    def delete(
        self, request: AuthenticatedRequest, key: str, user_id: int, token_id: int
    ) -> Response:
        """Revoke the token at once. For those who may give the account's role."""
        actor = actor_of(request)
        project = selectors.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        account = selectors.get_service_account(project=project, user_id=user_id)
        service_accounts.revoke_service_token(account, actor=actor, token_id=token_id)
        return Response(status=204)
