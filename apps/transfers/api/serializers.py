"""Transfers as the portal sees them."""

from typing import Any

from rest_framework import serializers

from apps.transfers.constants import MAX_WORKERS, FileMode, State


class CredentialsSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(required=False, allow_blank=True, default="", write_only=True)
    user = serializers.CharField(required=False, allow_blank=True, default="", write_only=True)
    password = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False, write_only=True
    )


class NewTransferSerializer(CredentialsSerializer):
    project_key = serializers.CharField(max_length=64)
    source = serializers.CharField(max_length=1000)  # type: ignore[assignment]  # a field, which DRF takes off the class
    files = serializers.ChoiceField(
        choices=[mode.value for mode in FileMode], required=False, default=FileMode.COPY.value
    )
    workspace = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")
    workers = serializers.IntegerField(
        min_value=1, max_value=MAX_WORKERS, required=False, default=4
    )


class TransferSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_key = serializers.CharField(source="project.key")
    project_name = serializers.CharField(source="project.name")
    source = serializers.CharField()  # type: ignore[assignment]  # a field, likewise
    source_version = serializers.CharField(allow_blank=True)
    files = serializers.ChoiceField(choices=[mode.value for mode in FileMode])
    workspace = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=[state.value for state in State])
    is_stopping = serializers.BooleanField(source="should_stop")
    message = serializers.CharField(allow_blank=True)
    created_by = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_created_by(self, transfer: Any) -> str:
        """Who began it; empty when they are gone."""
        return transfer.created_by.email if transfer.created_by else ""


class TransferListSerializer(serializers.Serializer[Any]):
    results = TransferSerializer(many=True)


class TransferCountSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    found = serializers.IntegerField()
    imported = serializers.IntegerField()
    skipped = serializers.IntegerField()
    failed = serializers.IntegerField()
    is_done = serializers.BooleanField()


class TransferFailureSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    item = serializers.CharField()
    message = serializers.CharField()


class MappedExperimentSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    source_id = serializers.CharField()
    target_id = serializers.IntegerField()


class TransferReportSerializer(serializers.Serializer[Any]):
    counts = TransferCountSerializer(many=True)
    points = serializers.IntegerField()
    bytes = serializers.IntegerField()
    failures = TransferFailureSerializer(many=True)
    experiments = MappedExperimentSerializer(many=True)
    matches = serializers.BooleanField()


class TransferDetailSerializer(serializers.Serializer[Any]):
    transfer = TransferSerializer()
    report = TransferReportSerializer()
