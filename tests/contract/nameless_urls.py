"""Addresses with an endpoint that forgot to say what its operation is called."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class NamelessView(APIView):
    """Has no operation id."""

    @extend_schema(responses={204: None})
    def get(self, _request: Request) -> Response:
        """Answers nothing."""
        return Response(status=204)


urlpatterns = [path("api/v1/nameless", NamelessView.as_view())]
