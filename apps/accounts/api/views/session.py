"""Signing in and out."""

from django.contrib.auth import login, logout
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api import serializers
from apps.accounts.api.authentication import SignInAuthentication
from apps.accounts.models import User
from apps.accounts.services import sign_in

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(never_cache, name="dispatch")
class SessionView(APIView):
    """The portal's session."""

    authentication_classes = (SignInAuthentication,)
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="session_get", responses=serializers.SessionSerializer)
    def get(self, request: Request) -> Response:
        """Who is signed in, if anybody, and the CSRF token."""
        return _session(request)

    @extend_schema(
        operation_id="session_create",
        request=serializers.SignInSerializer,
        responses=serializers.SessionSerializer,
    )
    def post(self, request: Request) -> Response:
        """Sign in with an email and a password."""
        body = serializers.SignInSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _sign_in(
            request, sign_in.check_password(**body.validated_data, address=_address(request))
        )

    @extend_schema(operation_id="session_delete", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out. Somebody who is not signed in is not an error."""
        logout(request)
        return Response(status=204)


@method_decorator(never_cache, name="dispatch")
class SessionLinkView(APIView):
    """One-time sign-in links."""

    authentication_classes = (SignInAuthentication,)
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="session_create_by_link",
        request=serializers.SignInByLinkSerializer,
        responses=serializers.SessionSerializer,
    )
    def post(self, request: Request) -> Response:
        """Sign in with the token of a one-time link."""
        body = serializers.SignInByLinkSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _sign_in(request, sign_in.use_sign_in_link(body.validated_data["token"]))


def _sign_in(request: Request, user: User) -> Response:
    # Django gives the session a new key here, so that nobody can have planted the old one.
    login(request, user, backend=_BACKEND)
    return _session(request)


def _session(request: Request) -> Response:
    user = request.user if request.user.is_authenticated else None
    session = {"user": user, "csrf_token": get_token(request)}
    return Response(serializers.SessionSerializer(session).data)


def _address(request: Request) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
