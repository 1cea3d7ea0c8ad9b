"""Runs."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.contracts import Actor
from apps.core.api.answers import json_response
from apps.experiments.api import answers
from apps.experiments.api.serializers import runs as serializers
from apps.experiments.contracts import Columns
from apps.experiments.selectors import attributes, logged_models, run_files
from apps.experiments.selectors import runs as selectors
from apps.experiments.selectors import search as searches
from apps.experiments.services import runs as services
from apps.experiments.services import tags as tag_services
from apps.projects import selectors as projects
from apps.projects.permissions import Role


class RunSearchView(APIView):
    """The runs of a project."""

    @extend_schema(
        operation_id="runs_search",
        request=serializers.RunSearchSerializer,
        responses=serializers.RunPageSerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str) -> HttpResponse:
        """A page of runs by filter and order, with the columns asked for; newest first."""
        body = serializers.RunSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        page = searches.search_project_runs(
            actor=actor_of(request),
            project_key=key,
            experiment_ids=body.validated_data.get("experiment_ids"),
            search=body.to_search(),
        )
        ids = [run.id for run in page.runs]
        values = selectors.values_of(ids, only=body.validated_data["columns"])
        return json_response(
            {
                "runs": answers.run_rows(page.runs, values),
                "next_page_token": page.next_page_token,
                "total": page.total,
            }
        )


class RunsDeleteView(APIView):
    """Runs of a project, to delete."""

    @extend_schema(
        operation_id="runs_delete",
        request=serializers.RunIdsSerializer,
        responses=serializers.ChangedSerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Put runs aside, all or none; they can be restored."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        body = serializers.RunIdsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changed = services.delete_runs(actor=actor, project=project, **body.validated_data)
        return Response({"changed": changed})


class RunsRestoreView(APIView):
    """Runs of a project, to restore."""

    @extend_schema(
        operation_id="runs_restore",
        request=serializers.RunIdsSerializer,
        responses=serializers.ChangedSerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Bring deleted runs back, all or none."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=Role.MAINTAINER)
        body = serializers.RunIdsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changed = services.restore_runs(actor=actor, project=project, **body.validated_data)
        return Response({"changed": changed})


class AttributesView(APIView):
    """What the runs of a project have."""

    @extend_schema(
        operation_id="attributes_list",
        parameters=[serializers.AttributeQuerySerializer],
        responses=serializers.AttributeListSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """The params, metrics and tags that runs have, by name."""
        query = serializers.AttributeQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found, truncated = attributes.list_attributes(
            actor=actor_of(request), project_key=key, **query.validated_data
        )
        results = [{"kind": kind, "path": path} for kind, path in found]
        return Response({"results": results, "truncated": truncated})


class RunView(APIView):
    """One run."""

    @extend_schema(operation_id="runs_get", responses=serializers.RunSerializer)
    def get(self, request: AuthenticatedRequest, run_id: str) -> HttpResponse:
        """The run, a deleted one too."""
        return _shown(actor_of(request), run_id)

    @extend_schema(
        operation_id="runs_update",
        request=serializers.ChangeRunSerializer,
        responses=serializers.RunSerializer,
    )
    def patch(self, request: AuthenticatedRequest, run_id: str) -> HttpResponse:
        """Rename, describe or tag the run."""
        actor = actor_of(request)
        run = selectors.get_run(actor=actor, run_id=run_id, role=Role.ANNOTATOR)
        body = serializers.ChangeRunSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        tag_services.annotate_run(actor=actor, run=run, **body.validated_data)
        return _shown(actor, run_id)


class RunParamsView(APIView):
    """The params of a run."""

    @extend_schema(operation_id="run_params_list", responses=serializers.ParamListSerializer)
    def get(self, request: AuthenticatedRequest, run_id: str) -> HttpResponse:
        """All params, by key."""
        run = selectors.get_run_ref(actor=actor_of(request), run_id=run_id)
        params = sorted(selectors.values_of([run.id])[run.id].params.items())
        results = [{"key": key, "value": value} for key, value in params]
        return json_response({"results": results})


class RunChildrenView(APIView):
    """The runs inside a run."""

    @extend_schema(operation_id="run_children_list", responses=serializers.RunListSerializer)
    def get(self, request: AuthenticatedRequest, run_id: str) -> HttpResponse:
        """The runs that were started inside this one, oldest first."""
        page = selectors.list_children(actor=actor_of(request), run_id=run_id)
        values = selectors.values_of([run.id for run in page.runs], only=Columns())
        return json_response({"results": answers.run_rows(page.runs, values), "total": page.total})


class RunModelsView(APIView):
    """The models that a run logged."""

    @extend_schema(operation_id="run_models_list", responses=serializers.RunModelListSerializer)
    def get(self, request: AuthenticatedRequest, run_id: str) -> Response:
        """The models, oldest first."""
        run = selectors.get_run_ref(actor=actor_of(request), run_id=run_id)
        directories = run_files.model_directories(run)
        models = logged_models.list_models_of_run(actor=actor_of(request), run_id=run_id)
        body = {
            "results": [answers.run_model(model, directories[model.model_id]) for model in models]
        }
        return Response(serializers.RunModelListSerializer(body).data)


def _shown(actor: Actor, run_id: str) -> HttpResponse:
    details = selectors.get_run_details(actor=actor, run_id=run_id)
    return json_response(answers.run(details))
