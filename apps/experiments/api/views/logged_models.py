"""Logged models."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.experiments.api.answers import json_response
from apps.experiments.api.serializers import logged_models as serializers
from apps.experiments.selectors import model_pages
from apps.experiments.services import logged_models as services


class LoggedModelView(APIView):
    """One logged model."""

    @extend_schema(operation_id="logged_models_get", responses=serializers.LoggedModelSerializer)
    def get(self, request: AuthenticatedRequest, model_id: str) -> HttpResponse:
        """The model with its params, tags and metrics."""
        details = model_pages.get_model_details(actor=actor_of(request), model_id=model_id)
        return json_response(serializers.body_of(details))

    @extend_schema(
        operation_id="logged_models_update",
        request=serializers.TagLoggedModelSerializer,
        responses=serializers.LoggedModelSerializer,
    )
    def patch(self, request: AuthenticatedRequest, model_id: str) -> HttpResponse:
        """Set and remove tags of the model, all or none."""
        actor = actor_of(request)
        body = serializers.TagLoggedModelSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.change_tags(actor=actor, model_id=model_id, **body.validated_data)
        details = model_pages.get_model_details(actor=actor, model_id=model_id)
        return json_response(serializers.body_of(details))
