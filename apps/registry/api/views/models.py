"""Registered models, prompts and their aliases."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.contracts import Actor
from apps.projects import selectors as projects
from apps.registry.api import serializers
from apps.registry.selectors import listings
from apps.registry.selectors import models as selectors
from apps.registry.services import aliases, edits
from apps.registry.services import models as services


class ModelsView(APIView):
    """The registered models of a project, or its prompts."""

    @extend_schema(
        operation_id="registered_models_list",
        parameters=[serializers.ModelQuerySerializer],
        responses=serializers.RegisteredModelPageSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """Models, the last changed first; prompts where they are asked for."""
        query = serializers.ModelQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = listings.list_models(actor=actor_of(request), project_key=key, query=query.query())
        return Response(serializers.RegisteredModelPageSerializer(page).data)


class ModelView(APIView):
    """One registered model or prompt."""

    @extend_schema(
        operation_id="registered_models_get", responses=serializers.RegisteredModelSerializer
    )
    def get(self, request: AuthenticatedRequest, key: str, name: str) -> Response:
        """The model."""
        return Response(_shown(actor_of(request), key, name))

    @extend_schema(
        operation_id="registered_models_update",
        request=serializers.ChangeModelSerializer,
        responses=serializers.RegisteredModelSerializer,
    )
    def patch(self, request: AuthenticatedRequest, key: str, name: str) -> Response:
        """Describe, tag or rename the model."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        body = serializers.ChangeModelSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        called = edits.edit_model(
            actor=actor, project_id=project.pk, name=name, **body.validated_data
        )
        return Response(_shown(actor, key, called))

    @extend_schema(operation_id="registered_models_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, key: str, name: str) -> Response:
        """Delete the model with its versions; the files stay with the runs."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        services.delete_model(actor=actor, project_id=project.pk, name=name)
        return Response(status=204)


class AliasView(APIView):
    """An alias of a registered model or prompt."""

    @extend_schema(
        operation_id="model_aliases_set",
        request=serializers.AliasSerializer,
        responses=serializers.RegisteredModelSerializer,
    )
    def put(self, request: AuthenticatedRequest, key: str, name: str, alias: str) -> Response:
        """Let the alias name a version, and no longer another."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        body = serializers.AliasSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        number = str(body.validated_data["version"])
        aliases.set_alias(actor=actor, project_id=project.pk, name=name, alias=alias, number=number)
        return Response(_shown(actor, key, name))

    @extend_schema(
        operation_id="model_aliases_delete", responses=serializers.RegisteredModelSerializer
    )
    def delete(self, request: AuthenticatedRequest, key: str, name: str, alias: str) -> Response:
        """Forget the alias."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        aliases.remove_alias(actor=actor, project_id=project.pk, name=name, alias=alias)
        return Response(_shown(actor, key, name))


def _shown(actor: Actor, key: str, name: str) -> object:
    project = projects.get_project(actor=actor, key=key)
    model = selectors.get_model(actor=actor, project_id=project.pk, name=name)
    (row,) = listings.rows_of([model])
    return serializers.RegisteredModelSerializer(row).data
