"""Shapes of experiments."""

from typing import Any

from rest_framework import serializers

from apps.experiments.constants import MAX_EXPERIMENT_NAME, MAX_EXPERIMENT_TAG_VALUE


class ExperimentSerializer(serializers.Serializer[Any]):
    """An experiment with the number of its runs and the start of the latest."""

    id = serializers.IntegerField()
    project_key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    is_default = serializers.BooleanField()
    deleted = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    run_count = serializers.IntegerField()
    last_run_at = serializers.DateTimeField(allow_null=True)
    tags = serializers.DictField(child=serializers.CharField())


class ExperimentListSerializer(serializers.Serializer[Any]):
    results = ExperimentSerializer(many=True)


class ExperimentQuerySerializer(serializers.Serializer[Any]):
    deleted = serializers.BooleanField(required=False, default=False)


class NewExperimentSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_EXPERIMENT_NAME)
    description = serializers.CharField(
        max_length=MAX_EXPERIMENT_TAG_VALUE, required=False, default="", allow_blank=True
    )


class ChangeExperimentSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_EXPERIMENT_NAME, required=False)
    description = serializers.CharField(
        max_length=MAX_EXPERIMENT_TAG_VALUE, required=False, allow_blank=True
    )
