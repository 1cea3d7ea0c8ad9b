"""Evaluation datasets and scorers."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.actors import actor_of
from apps.accounts.api.requests import AuthenticatedRequest
from apps.evaluation.api import answers, serializers
from apps.evaluation.contracts import DatasetSearch
from apps.evaluation.selectors import datasets as selectors
from apps.evaluation.selectors import records as record_selectors
from apps.evaluation.selectors import scorers as scorer_selectors
from apps.evaluation.services import datasets as services
from apps.evaluation.services import records as record_services
from apps.projects import selectors as projects


class EvaluationDatasetsView(APIView):
    """The evaluation datasets of a project."""

    @extend_schema(
        operation_id="evaluation_datasets_list",
        parameters=[serializers.DatasetQuerySerializer],
        responses=serializers.EvaluationDatasetListSerializer,
    )
    def get(self, request: AuthenticatedRequest, key: str) -> Response:
        """Those that match, the newest first unless another order is asked for."""
        actor = actor_of(request)
        project = projects.get_project(actor=actor, key=key)
        query = serializers.DatasetQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = selectors.search_datasets(
            actor=actor, project_id=project.pk, search_for=_search(query.validated_data)
        )
        body = answers.dataset_page(page)
        return Response(serializers.EvaluationDatasetListSerializer(body).data)


class EvaluationDatasetView(APIView):
    """One evaluation dataset."""

    @extend_schema(
        operation_id="evaluation_datasets_get", responses=serializers.EvaluationDatasetSerializer
    )
    def get(self, request: AuthenticatedRequest, dataset_id: str) -> Response:
        """The dataset without its records."""
        return _shown(request, dataset_id)

    @extend_schema(
        operation_id="evaluation_datasets_update",
        request=serializers.ChangeEvaluationDatasetSerializer,
        responses=serializers.EvaluationDatasetSerializer,
    )
    def patch(self, request: AuthenticatedRequest, dataset_id: str) -> Response:
        """Set and remove tags."""
        body = serializers.ChangeEvaluationDatasetSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        services.change_tags(
            actor=actor_of(request),
            dataset_id=dataset_id,
            tags=sent.get("tags", {}),
            removed=sent.get("removed", ()),
        )
        return _shown(request, dataset_id)

    @extend_schema(operation_id="evaluation_datasets_delete", responses={204: None})
    def delete(self, request: AuthenticatedRequest, dataset_id: str) -> Response:
        """Delete the dataset with its records, for good."""
        services.delete_dataset(actor=actor_of(request), dataset_id=dataset_id)
        return Response(status=204)


class EvaluationRecordsView(APIView):
    """The records of an evaluation dataset."""

    @extend_schema(
        operation_id="evaluation_records_list",
        parameters=[serializers.RecordQuerySerializer],
        responses=serializers.EvaluationRecordListSerializer,
    )
    def get(self, request: AuthenticatedRequest, dataset_id: str) -> Response:
        """Records in the order in which they were added."""
        query = serializers.RecordQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = record_selectors.list_records(
            actor=actor_of(request), dataset_id=dataset_id, **query.validated_data
        )
        body = answers.record_page(page)
        return Response(serializers.EvaluationRecordListSerializer(body).data)


class EvaluationRecordsDeleteView(APIView):
    """Records of an evaluation dataset that are not wanted any more."""

    @extend_schema(
        operation_id="evaluation_records_delete",
        request=serializers.DeleteRecordsSerializer,
        responses=serializers.DeletedRecordsSerializer,
    )
    def post(self, request: AuthenticatedRequest, dataset_id: str) -> Response:
        """Delete them, for good."""
        body = serializers.DeleteRecordsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        deleted = record_services.delete_records(
            actor=actor_of(request), dataset_id=dataset_id, **body.validated_data
        )
        return Response(serializers.DeletedRecordsSerializer({"deleted": deleted}).data)


class ScorersView(APIView):
    """The scorers of an experiment."""

    @extend_schema(operation_id="scorers_list", responses=serializers.ScorerListSerializer)
    def get(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """Each by its newest version, by name."""
        found = scorer_selectors.list_scorers(actor=actor_of(request), experiment_id=experiment_id)
        return Response(serializers.ScorerListSerializer(answers.scorers(found)).data)


class ScorerVersionsView(APIView):
    """The versions of a scorer."""

    @extend_schema(
        operation_id="scorer_versions_list",
        parameters=[serializers.ScorerQuerySerializer],
        responses=serializers.ScorerListSerializer,
    )
    def get(self, request: AuthenticatedRequest, experiment_id: int) -> Response:
        """All of them, the newest first."""
        query = serializers.ScorerQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = scorer_selectors.list_versions(
            actor=actor_of(request), experiment_id=experiment_id, **query.validated_data
        )
        body = answers.scorers(list(reversed(found)))
        return Response(serializers.ScorerListSerializer(body).data)


def _search(query: Mapping[str, Any]) -> DatasetSearch:
    experiment_id, order_by = query.get("experiment_id"), query["order_by"]
    return DatasetSearch(
        experiment_ids=() if experiment_id is None else (experiment_id,),
        filter=query["filter"],
        order_by=(order_by,) if order_by else (),
        limit=query["limit"],
        page_token=query["page_token"],
    )


def _shown(request: AuthenticatedRequest, dataset_id: str) -> Response:
    details = selectors.get_details(actor=actor_of(request), dataset_id=dataset_id)
    return Response(serializers.EvaluationDatasetSerializer(answers.dataset(details)).data)
