"""Searches in several projects, groups of runs, and values to choose from."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.core.api.answers import json_response
from apps.experiments.api import answers
from apps.experiments.api.serializers import searches as serializers
from apps.experiments.selectors import groups, runs, search, values
from apps.projects import selectors as projects


class ProjectsRunSearchView(APIView):
    """The runs of several projects."""

    @extend_schema(
        operation_id="projects_runs_search",
        request=serializers.ProjectsRunSearchSerializer,
        responses=serializers.ProjectRunPageSerializer,
    )
    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        """A page of runs of the projects named, or of all that may be read; newest first."""
        body = serializers.ProjectsRunSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        page = search.search_visible_runs(
            actor=actor_of(request),
            project_keys=body.validated_data.get("projects"),
            search=body.to_search(),
        )
        ids = [run.id for run in page.runs]
        known = runs.values_of(ids, only=body.validated_data["columns"])
        keys = projects.keys_of({run.project_id for run in page.runs})
        rows = [
            {**answers.run_row(run, known[run.id]), "project_key": keys[run.project_id]}
            for run in page.runs
        ]
        return json_response(
            {"runs": rows, "next_page_token": page.next_page_token, "total": page.total}
        )


class RunGroupsView(APIView):
    """The runs of a project in groups."""

    @extend_schema(
        operation_id="runs_groups",
        request=serializers.RunGroupsSearchSerializer,
        responses=serializers.RunGroupsSerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str) -> HttpResponse:
        """Groups of the runs that a filter finds, with the figures of their values."""
        body = serializers.RunGroupsSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        found, truncated = groups.list_groups(
            actor=actor_of(request),
            project_key=key,
            experiment_ids=body.validated_data.get("experiment_ids"),
            search=body.to_search(),
        )
        rows = [answers.run_group(group) for group in found]
        return json_response({"groups": rows, "truncated": truncated})


class ValuesView(APIView):
    """What a name has been in a project."""

    @extend_schema(
        operation_id="attribute_values_list",
        parameters=[serializers.ValueQuerySerializer],
        responses=serializers.ValueListSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> HttpResponse:
        """Texts that `name` (as a filter writes it) has in runs, to choose from."""
        query = serializers.ValueQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found, truncated = values.list_values(
            actor=actor_of(request), project_key=key, **query.validated_data
        )
        return json_response({"results": found, "truncated": truncated})
