"""Shapes of logged models."""

from typing import Any

from rest_framework import serializers

from apps.core import clock
from apps.core.api.searches import ExperimentIdsField, OrderedPageSerializer
from apps.experiments.api.answers import number
from apps.experiments.api.serializers.runs import NumberField, RunProjectSerializer
from apps.experiments.constants import DESCRIPTION_TAG, MAX_TAG_VALUE
from apps.experiments.contracts import (
    LoggedModelDetails,
    LoggedModelInfo,
    LoggedModelListing,
    ModelOrder,
    ModelSearch,
)
from apps.experiments.models import LoggedModel


class ModelRunSerializer(serializers.Serializer[Any]):
    """The run that logged the model."""

    run_id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)


class ModelMetricSerializer(serializers.Serializer[Any]):
    """What a run measured of the model, perhaps on a dataset."""

    key = serializers.CharField()
    value = NumberField()
    step = serializers.IntegerField()
    timestamp_ms = serializers.IntegerField()
    run_id = serializers.CharField()
    run_name = serializers.CharField(allow_blank=True)
    dataset_name = serializers.CharField(allow_blank=True)
    dataset_digest = serializers.CharField(allow_blank=True)


class LoggedModelCanSerializer(serializers.Serializer[Any]):
    """What who asks may do to the model."""

    annotate = serializers.BooleanField()


class LoggedModelSerializer(serializers.Serializer[Any]):
    """A logged model as its own page shows it."""

    model_id = serializers.CharField()
    name = serializers.CharField()
    model_type = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(LoggedModel.Status.choices)
    status_message = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    description = serializers.CharField(allow_blank=True)
    project = RunProjectSerializer()
    experiment_id = serializers.IntegerField()
    experiment_name = serializers.CharField()
    source_run = ModelRunSerializer(allow_null=True)
    artifact_uri = serializers.CharField()
    params = serializers.DictField(child=serializers.CharField())
    tags = serializers.DictField(child=serializers.CharField())
    metrics = ModelMetricSerializer(many=True)
    can = LoggedModelCanSerializer()


class LoggedModelRowSerializer(serializers.Serializer[Any]):
    """A logged model as tables show it; of each metric the latest value."""

    model_id = serializers.CharField()
    name = serializers.CharField()
    model_type = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(LoggedModel.Status.choices)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    experiment_id = serializers.IntegerField()
    experiment_name = serializers.CharField()
    source_run = ModelRunSerializer(allow_null=True)
    params = serializers.DictField(child=serializers.CharField())
    metrics = serializers.DictField(child=NumberField())
    tags = serializers.DictField(child=serializers.CharField())


class LoggedModelPageSerializer(serializers.Serializer[Any]):
    """A page of logged models."""

    models = LoggedModelRowSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class LoggedModelSearchSerializer(OrderedPageSerializer):
    """Which logged models of a project, in MLflow's grammar for them."""

    experiment_ids = ExperimentIdsField()

    def to_search(self) -> ModelSearch:
        """The search that is asked for."""
        asked = self.validated_data
        return ModelSearch(
            filter=asked["filter"],
            order_by=[_order_of(term) for term in asked["order_by"]],
            limit=asked["limit"],
            page_token=asked["page_token"],
        )


def _order_of(term: str) -> ModelOrder:
    """`metrics.loss DESC`, `name` or `name ASC` as the protocol's term."""
    name, _, direction = term.strip().rpartition(" ")
    if name and direction.upper() in {"ASC", "DESC"}:
        return ModelOrder(field_name=name.strip(), ascending=direction.upper() == "ASC")
    return ModelOrder(field_name=term.strip())


class TagLoggedModelSerializer(serializers.Serializer[Any]):
    set_tags = serializers.DictField(
        child=serializers.CharField(
            allow_blank=True, trim_whitespace=False, max_length=MAX_TAG_VALUE
        ),
        required=False,
        default=dict,
    )
    remove_tags = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, max_length=100
    )


def body_of(details: LoggedModelDetails) -> dict[str, Any]:
    """The answer for a model; floats that JSON cannot say are words in it."""
    info = details.info
    names = details.run_names
    source = info.source_run_id
    metrics = [
        {
            "key": metric.key,
            "value": number(metric.value),
            "step": metric.step,
            "timestamp_ms": metric.timestamp_ms,
            "run_id": metric.run_id,
            "run_name": names.get(metric.run_id, ""),
            "dataset_name": metric.dataset_name,
            "dataset_digest": metric.dataset_digest,
        }
        for metric in info.metrics
    ]
    return {
        "model_id": info.model_id,
        "name": info.name,
        "model_type": info.model_type,
        "status": info.status,
        "status_message": info.status_message,
        "created_at": clock.from_ms(info.created_at_ms),
        "updated_at": clock.from_ms(info.updated_at_ms),
        "description": info.tags.get(DESCRIPTION_TAG, ""),
        "project": {
            "key": details.project_key,
            "name": details.project_name,
            "role": details.role,
        },
        "experiment_id": info.experiment_id,
        "experiment_name": details.experiment_name,
        "source_run": {"run_id": source, "name": names.get(source, "")} if source else None,
        "artifact_uri": info.artifact_uri,
        "params": info.params,
        "tags": info.tags,
        "metrics": metrics,
        "can": {"annotate": details.can_annotate},
    }


def page_of(listing: LoggedModelListing) -> dict[str, Any]:
    """The answer for a page of models."""
    return {
        "models": [_row(info, listing) for info in listing.page.models],
        "next_page_token": listing.page.next_page_token,
    }


def _row(info: LoggedModelInfo, listing: LoggedModelListing) -> dict[str, Any]:
    source = info.source_run_id
    return {
        "model_id": info.model_id,
        "name": info.name,
        "model_type": info.model_type,
        "status": info.status,
        "created_at": clock.from_ms(info.created_at_ms),
        "updated_at": clock.from_ms(info.updated_at_ms),
        "experiment_id": info.experiment_id,
        "experiment_name": listing.experiment_names[info.experiment_id],
        "source_run": {"run_id": source, "name": listing.run_names.get(source, "")}
        if source
        else None,
        "params": info.params,
        # They come by step and time: the latest of a key is the last.
        "metrics": {metric.key: number(metric.value) for metric in info.metrics},
        "tags": info.tags,
    }
