"""Jobs."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.jobs import selectors
from apps.jobs.api import serializers
from apps.jobs.services import control, submission
from apps.projects import selectors as projects
from apps.projects.permissions import Role


class JobsView(APIView):
    """The jobs of a project."""

    @extend_schema(
        operation_id="jobs_list",
        parameters=[serializers.JobQuerySerializer],
        responses=serializers.JobPageSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """Jobs, newest first."""
        query = serializers.JobQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        jobs, token = selectors.list_jobs(
            actor=actor_of(request), project_key=key, **query.validated_data
        )
        page = {"results": jobs, "next_page_token": token}
        return Response(serializers.JobPageSerializer(page).data)

    @extend_schema(
        operation_id="jobs_create",
        request=serializers.NewJobSerializer,
        responses={201: serializers.JobSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Submit a job; it is queued, with a run that waits for it."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=Role.CONTRIBUTOR)
        body = serializers.NewJobSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = submission.submit_job(actor=actor, project=project, new=body.to_new_job())
        shown = selectors.get_job(actor=actor, job_id=job.pk)
        return Response(serializers.JobSerializer(shown).data, status=201)


class JobView(APIView):
    """One job."""

    @extend_schema(operation_id="jobs_get", responses=serializers.JobSerializer)
    def get(self, request: AuthenticatedRequest, job_id: UUID) -> Response:
        """The job with its attempts."""
        job = selectors.get_job(actor=actor_of(request), job_id=job_id)
        return Response(serializers.JobSerializer(job).data)


class JobCancelView(APIView):
    """Stopping a job."""

    @extend_schema(operation_id="jobs_cancel", request=None, responses=serializers.JobSerializer)
    def post(self, request: AuthenticatedRequest, job_id: UUID) -> Response:
        """Stop the job, or take it from the queue. One's own, or as a maintainer anybody's."""
        actor = actor_of(request)
        job = selectors.get_job_to_control(actor=actor, job_id=job_id)
        control.cancel_job(actor=actor, job=job)
        shown = selectors.get_job(actor=actor, job_id=job_id)
        return Response(serializers.JobSerializer(shown).data)


class JobRetryView(APIView):
    """Trying a job again."""

    @extend_schema(operation_id="jobs_retry", request=None, responses=serializers.JobSerializer)
    def post(self, request: AuthenticatedRequest, job_id: UUID) -> Response:
        """Queue a job again that failed, was cancelled or lost; it gets a new run."""
        actor = actor_of(request)
        job = selectors.get_job_to_control(actor=actor, job_id=job_id)
        control.retry_job(actor=actor, job=job)
        shown = selectors.get_job(actor=actor, job_id=job_id)
        return Response(serializers.JobSerializer(shown).data)
