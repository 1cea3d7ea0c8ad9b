"""Traces."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.accounts.contracts import Actor
from apps.core.api.answers import json_response
from apps.experiments.selectors import experiments
from apps.projects.permissions import Role
from apps.traces.api import answers, serializers
from apps.traces.contracts import TracePage
from apps.traces.selectors import details
from apps.traces.selectors import search as searches
from apps.traces.selectors import traces as selectors
from apps.traces.services import assessments, tags
from apps.traces.services import traces as services


class TraceSearchView(APIView):
    """The traces of an experiment."""

    @extend_schema(
        operation_id="traces_search",
        request=serializers.TraceSearchSerializer,
        responses=serializers.TracePageSerializer,
    )
    def post(self, request: AuthenticatedRequest, experiment_id: int) -> HttpResponse:
        """A page of traces by filter and order; newest first."""
        actor = actor_of(request)
        experiment = experiments.get_experiment(actor=actor, experiment_id=experiment_id)
        body = serializers.TraceSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _page(
            searches.search_traces(
                actor=actor, experiment_ids=[experiment.pk], search=body.to_search()
            )
        )


class ProjectTraceSearchView(APIView):
    """The traces of a project."""

    @extend_schema(
        operation_id="project_traces_search",
        request=serializers.ProjectTraceSearchSerializer,
        responses=serializers.TracePageSerializer,
    )
    def post(self, request: AuthenticatedRequest, key: str) -> HttpResponse:
        """A page of traces of all experiments or of some, by filter and order; newest first."""
        body = serializers.ProjectTraceSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _page(
            searches.search_project_traces(
                actor=actor_of(request),
                project_key=key,
                experiment_ids=body.validated_data.get("experiment_ids"),
                search=body.to_search(),
            )
        )


class RunTracesView(APIView):
    """The traces of a run."""

    @extend_schema(
        operation_id="run_traces_list",
        parameters=[serializers.RunTracesQuerySerializer],
        responses=serializers.TracePageSerializer,
    )
    def get(self, request: AuthenticatedRequest, run_id: str) -> HttpResponse:
        """A page of the traces that were made in the run or linked to it; newest first."""
        query = serializers.RunTracesQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return _page(
            searches.search_traces_of_run(
                actor=actor_of(request), run_id=run_id, search=query.to_search()
            )
        )


class TracesDeleteView(APIView):
    """Traces of an experiment, to delete."""

    @extend_schema(
        operation_id="traces_delete",
        request=serializers.TraceIdsSerializer,
        responses=serializers.DeletedSerializer,
    )
    def post(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """Delete traces for good; those that are not there are passed over."""
        actor = actor_of(request)
        experiment = experiments.get_experiment(
            actor=actor, experiment_id=experiment_id, role=Role.MAINTAINER
        )
        body = serializers.TraceIdsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        count = services.delete_traces(actor=actor, experiment=experiment, **body.validated_data)
        return Response({"deleted": count})


class TraceView(APIView):
    """One trace."""

    @extend_schema(operation_id="traces_get", responses=serializers.TraceDetailsSerializer)
    def get(self, request: AuthenticatedRequest, trace_id: str) -> HttpResponse:
        """The trace with its spans, roots first, then by their start."""
        return _shown(actor_of(request), trace_id)

    @extend_schema(
        operation_id="traces_update",
        request=serializers.ChangeTraceSerializer,
        responses=serializers.TraceDetailsSerializer,
    )
    def patch(self, request: AuthenticatedRequest, trace_id: str) -> HttpResponse:
        """Set and remove tags, all or nothing."""
        actor = actor_of(request)
        row = selectors.get_trace_row(actor=actor, trace_id=trace_id, role=Role.ANNOTATOR)
        body = serializers.ChangeTraceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        tags.change_tags(actor=actor, trace=row, **body.validated_data)
        return _shown(actor, trace_id)


class AssessmentsView(APIView):
    """What is thought of a trace."""

    @extend_schema(
        operation_id="assessments_create",
        request=serializers.NewAssessmentSerializer,
        responses={201: serializers.AssessmentSerializer},
    )
    def post(self, request: AuthenticatedRequest, trace_id: str) -> HttpResponse:
        """Judge the trace or one of its spans, or say what was expected."""
        actor = actor_of(request)
        row = selectors.get_trace_row(
            actor=actor, trace_id=trace_id, role=Role.ANNOTATOR, only_adds=True
        )
        body = serializers.NewAssessmentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = assessments.create_assessment(
            trace=row, new=body.to_assessment(source_id=actor.email)
        )
        return json_response(answers.assessment(made), status=201)


class AssessmentView(APIView):
    """One assessment."""

    @extend_schema(
        operation_id="assessments_update",
        request=serializers.ChangeAssessmentSerializer,
        responses=serializers.AssessmentSerializer,
    )
    def patch(
        self, request: AuthenticatedRequest, trace_id: str, assessment_id: str
    ) -> HttpResponse:
        """Change the name, the value or the reason."""
        actor = actor_of(request)
        row = selectors.get_trace_row(actor=actor, trace_id=trace_id, role=Role.ANNOTATOR)
        body = serializers.ChangeAssessmentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changed = assessments.update_assessment(
            actor=actor, trace=row, assessment_id=assessment_id, change=body.to_change()
        )
        return json_response(answers.assessment(changed))

    @extend_schema(operation_id="assessments_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, trace_id: str, assessment_id: str) -> Response:
        """Take it back; what it overrode counts again."""
        actor = actor_of(request)
        row = selectors.get_trace_row(actor=actor, trace_id=trace_id, role=Role.ANNOTATOR)
        assessments.delete_assessment(actor=actor, trace=row, assessment_id=assessment_id)
        return Response(status=204)


def _page(found: TracePage) -> HttpResponse:
    unnamed = [info.id for info in found.traces if info.name is None]
    return json_response(answers.page(found, selectors.root_names(unnamed)))


def _shown(actor: Actor, trace_id: str) -> HttpResponse:
    found = details.get_details(actor=actor, trace_id=trace_id)
    names = selectors.root_names([found.trace.info.id])
    return json_response(answers.details(found, names))
