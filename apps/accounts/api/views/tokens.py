"""One's own API tokens."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import selectors
from apps.accounts.api import serializers
from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.contracts import Scope
from apps.accounts.permissions import require_scope, require_session
from apps.accounts.services import tokens


class TokensView(APIView):
    """All of one's tokens."""

    @extend_schema(operation_id="tokens_list", responses=serializers.TokenListSerializer)
    def get(self, request: AuthenticatedRequest) -> Response:
        """One's tokens, newest first, without their texts."""
        found = selectors.list_tokens(actor=actor_of(request))
        return Response(serializers.TokenListSerializer({"results": found}).data)

    @extend_schema(
        operation_id="tokens_create",
        request=serializers.NewTokenSerializer,
        responses={201: serializers.CreatedTokenSerializer},
    )
    def post(self, request: AuthenticatedRequest) -> Response:
        """Make a token. The answer is the only place where its text ever stands."""
        actor = actor_of(request)
        # A token that could make tokens would outlive its own revocation.
        require_session(actor)
        body = serializers.NewTokenSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        token, text = tokens.create_token_for_days(user_id=actor.user_id, **body.validated_data)
        token.token = text
        return Response(serializers.CreatedTokenSerializer(token).data, status=201)


class TokenView(APIView):
    """One of one's tokens."""

    @extend_schema(operation_id="tokens_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, token_id: int) -> Response:
        """Revoke the token at once."""
        actor = actor_of(request)
        require_scope(actor, Scope.MANAGE)
        tokens.revoke_token(selectors.get_token(actor=actor, token_id=token_id))
        return Response(status=204)
