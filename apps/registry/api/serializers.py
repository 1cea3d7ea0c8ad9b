"""Shapes of registered models and versions."""

from typing import Any

from rest_framework import serializers

from apps.registry.constants import (
    MAX_DESCRIPTION,
    MAX_NAME,
)
from apps.registry.contracts import ModelQuery, Stage

_STAGES = [str(stage) for stage in Stage]


class RegisteredModelSerializer(serializers.Serializer[Any]):
    """A registered model or prompt; `latest` is the number of its newest version."""

    name = serializers.CharField()
    description = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.CharField()
    version_count = serializers.IntegerField()
    latest = serializers.IntegerField(allow_null=True)
    tags = serializers.DictField(child=serializers.CharField())
    aliases = serializers.DictField(child=serializers.IntegerField())


class RegisteredModelPageSerializer(serializers.Serializer[Any]):
    results = RegisteredModelSerializer(many=True, source="rows")
    next_page_token = serializers.CharField(allow_null=True)


class ModelQuerySerializer(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, default="", allow_blank=True, source="text")
    prompts = serializers.BooleanField(required=False, default=False)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)
    page_token = serializers.CharField(required=False, default="", allow_blank=True)

    def query(self) -> ModelQuery:
        """What is asked for."""
        return ModelQuery(**self.validated_data)


class PromptTextSerializer(serializers.Serializer[Any]):
    """What a prompt's version says. The text of a chat is JSON: a list of role and content;
    `response_format` and `model_config` are JSON too, or empty."""

    text = serializers.CharField()
    is_chat = serializers.BooleanField()
    response_format = serializers.CharField()
    model_config = serializers.CharField()


class ModelVersionSerializer(serializers.Serializer[Any]):
    """A version of a registered model or prompt; `prompt` is null for a model's."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    is_prompt = serializers.BooleanField()
    prompt = PromptTextSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    created_by = serializers.CharField()
    stage = serializers.ChoiceField(choices=_STAGES)
    description = serializers.CharField()
    source_uri = serializers.CharField()
    run_id = serializers.CharField()
    run_link = serializers.CharField()
    model_id = serializers.CharField()
    tags = serializers.DictField(child=serializers.CharField())
    aliases = serializers.ListField(child=serializers.CharField())


class ModelVersionPageSerializer(serializers.Serializer[Any]):
    results = ModelVersionSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class ModelVersionListSerializer(serializers.Serializer[Any]):
    results = ModelVersionSerializer(many=True)


class VersionQuerySerializer(serializers.Serializer[Any]):
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)
    page_token = serializers.CharField(required=False, default="", allow_blank=True)


class MadeOfQuerySerializer(serializers.Serializer[Any]):
    """One of the three."""

    run_id = serializers.CharField(required=False, max_length=32)
    model_id = serializers.CharField(required=False, max_length=34)
    model_ids = serializers.ListField(
        child=serializers.CharField(max_length=34), required=False, min_length=1, max_length=100
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Name a run_id, a model_id or model_ids.")
        return attrs


class ChangeModelSerializer(serializers.Serializer[Any]):
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_DESCRIPTION
    )
    new_name = serializers.CharField(required=False, max_length=MAX_NAME)
    set_tags = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False), required=False
    )
    remove_tags = serializers.ListField(
        child=serializers.CharField(), required=False, max_length=100
    )


class ChangeVersionSerializer(serializers.Serializer[Any]):
    """`archive_existing` archives the versions that stand in the new stage."""

    description = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_DESCRIPTION
    )
    stage = serializers.ChoiceField(choices=_STAGES, required=False)
    archive_existing = serializers.BooleanField(required=False, default=False)
    set_tags = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False), required=False
    )
    remove_tags = serializers.ListField(
        child=serializers.CharField(), required=False, max_length=100
    )


class AliasSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)
