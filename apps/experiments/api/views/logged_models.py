"""Logged models."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.core.api.answers import json_response
from apps.experiments.api.serializers import logged_models as serializers
from apps.experiments.selectors import model_pages
from apps.experiments.services import logged_models as services


class LoggedModelSearchView(APIView):
    """The logged models of a project."""

    @extend_schema(
        operation_id="logged_models_search",
        request=serializers.LoggedModelSearchSerializer,
        responses=serializers.LoggedModelPageSerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str) -> HttpResponse:
        """A page of logged models by filter and order; newest first."""
        body = serializers.LoggedModelSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        listing = model_pages.list_project_models(
            actor=actor_of(request),
            project_key=key,
            experiment_ids=body.validated_data.get("experiment_ids"),
            search=body.to_search(),
        )
        return json_response(serializers.page_of(listing))


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
