"""Experiments."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.experiments.api import answers
from apps.experiments.api.serializers import experiments as serializers
from apps.experiments.models import Experiment
from apps.experiments.selectors import experiments as selectors
from apps.experiments.services import experiments as services
from apps.projects import selectors as projects
from apps.projects.permissions import Role


class ExperimentsView(APIView):
    """The experiments of a project."""

    @extend_schema(
        operation_id="experiments_list",
        parameters=[serializers.ExperimentQuerySerializer],
        responses=serializers.ExperimentListSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """Experiments, newest first; the deleted ones where they are asked for."""
        query = serializers.ExperimentQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = selectors.list_experiments(
            actor=actor_of(request), project_key=key, **query.validated_data
        )
        body = {"results": [answers.experiment(row) for row in found]}
        return Response(serializers.ExperimentListSerializer(body).data)

    @extend_schema(
        operation_id="experiments_create",
        request=serializers.NewExperimentSerializer,
        responses={201: serializers.ExperimentSerializer},
    )
    def post(self, request: AuthenticatedRequest, key: str) -> Response:
        """Make an experiment."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key, role=Role.CONTRIBUTOR)
        body = serializers.NewExperimentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        experiment = services.create_described_experiment(
            actor=actor, project=project, **body.validated_data
        )
        return Response(_shown(experiment), status=201)


class ExperimentView(APIView):
    """One experiment."""

    @extend_schema(operation_id="experiments_get", responses=serializers.ExperimentSerializer)
    def get(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """The experiment, a deleted one too."""
        return Response(
            _shown(selectors.get_experiment(actor=actor_of(request), experiment_id=experiment_id))
        )

    @extend_schema(
        operation_id="experiments_update",
        request=serializers.ChangeExperimentSerializer,
        responses=serializers.ExperimentSerializer,
    )
    def patch(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """Rename or describe the experiment."""
        actor = actor_of(request)
        experiment = selectors.get_experiment(
            actor=actor, experiment_id=experiment_id, role=Role.ANNOTATOR
        )
        body = serializers.ChangeExperimentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.change_experiment(actor=actor, experiment=experiment, **body.validated_data)
        return Response(_shown(experiment))

    @extend_schema(operation_id="experiments_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """Put the experiment and its runs aside; they can be restored."""
        actor = actor_of(request)
        experiment = selectors.get_experiment(
            actor=actor, experiment_id=experiment_id, role=Role.MAINTAINER
        )
        services.delete_experiment(actor=actor, experiment=experiment)
        return Response(status=204)


class ExperimentRestoreView(APIView):
    """A deleted experiment."""

    @extend_schema(
        operation_id="experiments_restore",
        request=None,
        responses=serializers.ExperimentSerializer,
    )
    def post(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """Bring the experiment back with its runs."""
        actor = actor_of(request)
        experiment = selectors.get_experiment(
            actor=actor, experiment_id=experiment_id, role=Role.MAINTAINER
        )
        return Response(_shown(services.restore_experiment(actor=actor, experiment=experiment)))


def _shown(experiment: Experiment) -> Any:
    row = selectors.get_row(experiment)
    return serializers.ExperimentSerializer(answers.experiment(row)).data
