"""Metrics, charts and the console of runs."""

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.core import clock
from apps.core.api.answers import json_response
from apps.experiments.api import answers
from apps.experiments.api.serializers import series as serializers
from apps.experiments.selectors import charts, console, runs, series


class RunMetricsView(APIView):
    """The metrics of a run."""

    @extend_schema(
        operation_id="run_metrics_list",
        parameters=[serializers.MetricQuerySerializer],
        responses=serializers.MetricListSerializer,
    )
    def get(self, request: AuthenticatedRequest, run_id: str) -> HttpResponse:
        """The latest point of each metric, by key."""
        run = runs.get_run_ref(actor=actor_of(request), run_id=run_id)
        query = serializers.MetricQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = series.list_latest(run, **query.validated_data)
        results = [answers.metric(point) for point in page.results]
        return json_response({"results": results, "total": page.total})


class SeriesView(APIView):
    """Lines of charts."""

    @extend_schema(
        operation_id="series_read",
        request=serializers.SeriesQuerySerializer,
        responses=serializers.SeriesPageSerializer,
    )
    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        """The series of some runs and keys in so many buckets, their extremes exact."""
        body = serializers.SeriesQuerySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        refs = runs.list_refs(actor=actor_of(request), run_ids=asked["run_ids"])
        as_of_ms = clock.now_ms()
        lines = charts.read_buckets(
            refs,
            asked["keys"],
            buckets=asked["buckets"],
            x=charts.Axis(asked["x"]),
            window=(asked["from"], asked["to"]),
        )
        return json_response(
            {"series": [answers.series(line) for line in lines], "as_of_ms": as_of_ms}
        )


class RunConsoleView(APIView):
    """What a run printed."""

    @extend_schema(
        operation_id="run_console_read",
        parameters=[serializers.ConsoleQuerySerializer],
        responses=serializers.ConsoleSerializer,
    )
    def get(self, request: AuthenticatedRequest, run_id: str) -> Response:
        """The text from a byte on, or the last of it."""
        run = runs.get_run_ref(actor=actor_of(request), run_id=run_id)
        query = serializers.ConsoleQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        text = (
            console.read_console_tail(run, limit=asked["tail"])
            if asked["tail"]
            else console.read_console(run, after=asked["after"], limit=asked["limit"])
        )
        return Response(serializers.ConsoleSerializer(text).data)


class RunConsoleDownloadView(APIView):
    """What a run printed, as a file."""

    @extend_schema(
        operation_id="run_console_download",
        responses={(200, "text/plain"): OpenApiTypes.BINARY},
    )
    def get(self, request: AuthenticatedRequest, run_id: str) -> StreamingHttpResponse:
        """All that is kept of it."""
        run = runs.get_run_ref(actor=actor_of(request), run_id=run_id)
        return StreamingHttpResponse(
            console.stream_console(run),
            content_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{run.run_id}.log"'},
        )
