"""Shapes of evaluation in the REST API."""

from typing import Any

from rest_framework import serializers

from apps.evaluation.constants import MAX_TAG_KEY, MAX_TAG_VALUE

MAX_LISTED = 500


class DatasetQuerySerializer(serializers.Serializer[Any]):
    """Which datasets, in MLflow's grammar, and which page of them."""

    experiment_id = serializers.IntegerField(required=False, min_value=1)
    filter = serializers.CharField(required=False, allow_blank=True, default="")
    order_by = serializers.CharField(required=False, allow_blank=True, default="")
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=MAX_LISTED)
    page_token = serializers.CharField(required=False, allow_blank=True, default="")


class RecordQuerySerializer(serializers.Serializer[Any]):
    """Which page of records."""

    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=MAX_LISTED)
    page_token = serializers.CharField(required=False, allow_blank=True, default="")


class EvaluationDatasetRowSerializer(serializers.Serializer[Any]):
    """An evaluation dataset in a list."""

    dataset_id = serializers.CharField()
    project_key = serializers.CharField()
    name = serializers.CharField()
    digest = serializers.CharField()
    record_count = serializers.IntegerField()
    tags = serializers.DictField(child=serializers.CharField())
    created_by = serializers.CharField()
    last_updated_by = serializers.CharField()
    created_time_ms = serializers.IntegerField()
    last_update_time_ms = serializers.IntegerField()


class EvaluationDatasetListSerializer(serializers.Serializer[Any]):
    """A page of datasets."""

    results = EvaluationDatasetRowSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class LinkedExperimentSerializer(serializers.Serializer[Any]):
    """An experiment that a dataset is used in."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class DatasetSchemaSerializer(serializers.Serializer[Any]):
    """The fields of a dataset's records and their types; outputs may be of one type as a whole."""

    inputs = serializers.DictField(child=serializers.CharField())
    outputs = serializers.JSONField()
    expectations = serializers.DictField(child=serializers.CharField())


class EvaluationDatasetSerializer(EvaluationDatasetRowSerializer):
    """An evaluation dataset as its own page shows it."""

    project_name = serializers.CharField()
    role = serializers.CharField()
    can_annotate = serializers.BooleanField()
    can_write = serializers.BooleanField()
    can_delete = serializers.BooleanField()
    experiments = LinkedExperimentSerializer(many=True)
    schema = DatasetSchemaSerializer(allow_null=True)


class ChangeEvaluationDatasetSerializer(serializers.Serializer[Any]):
    """Tags to set, and tags to remove."""

    tags = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=MAX_TAG_VALUE), required=False
    )
    removed = serializers.ListField(
        child=serializers.CharField(max_length=MAX_TAG_KEY), required=False, max_length=100
    )


class EvaluationRecordSerializer(serializers.Serializer[Any]):
    """One example: inputs, and what is expected of a model that gets them."""

    record_id = serializers.CharField()
    inputs = serializers.DictField()
    outputs = serializers.JSONField(allow_null=True)
    expectations = serializers.DictField(allow_null=True)
    tags = serializers.DictField()
    source_type = serializers.CharField(allow_null=True)
    source_id = serializers.CharField(allow_null=True)
    source_data = serializers.DictField()
    created_by = serializers.CharField()
    last_updated_by = serializers.CharField()
    created_time_ms = serializers.IntegerField()
    last_update_time_ms = serializers.IntegerField()


class EvaluationRecordListSerializer(serializers.Serializer[Any]):
    """A page of records."""

    results = EvaluationRecordSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class DeleteRecordsSerializer(serializers.Serializer[Any]):
    """The records to delete."""

    record_ids = serializers.ListField(child=serializers.CharField(max_length=36), max_length=1_000)


class DeletedRecordsSerializer(serializers.Serializer[Any]):
    """How many records there were."""

    deleted = serializers.IntegerField()


class ScorerSerializer(serializers.Serializer[Any]):
    """A version of a scorer, in a person's words."""

    scorer_id = serializers.CharField()
    experiment_id = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.ChoiceField(["code", "judge", "builtin", "ensemble", "other"])
    description = serializers.CharField()
    instructions = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    created_time_ms = serializers.IntegerField()
    sample_rate = serializers.FloatField(allow_null=True)


class ScorerListSerializer(serializers.Serializer[Any]):
    """Scorers, or versions of one."""

    results = ScorerSerializer(many=True)


class ScorerQuerySerializer(serializers.Serializer[Any]):
    """Which scorer."""

    name = serializers.CharField()
