"""Shapes of runs. Answers are written by `answers`, since a table of runs is long; these name
their members for the document, and a test holds the two together."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.api.searches import ExperimentIdsField, OrderedPageSerializer
from apps.experiments.constants import MAX_BULK_RUNS, MAX_RUN_NAME, MAX_TAG_VALUE
from apps.experiments.contracts import Columns, RunSearch, View
from apps.experiments.models import Run
from apps.projects.permissions import Role

MAX_COLUMNS = 200
KINDS = ("param", "metric", "tag")
_ROLES = [(role.value, role.name) for role in Role]
_NUMBER = {"oneOf": [{"type": "number"}, {"type": "string"}]}


@extend_schema_field(_NUMBER)
class NumberField(serializers.Field[Any, Any, Any, Any]):
    """A float; what is not finite is one of the texts NaN, Infinity and -Infinity."""


@extend_schema_field(OpenApiTypes.STR)
class ColumnField(serializers.CharField):
    """A column of the runs table, such as `params.lr`."""


class RunUserSerializer(serializers.Serializer[Any]):
    """Whose run it is."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    display_name = serializers.CharField()


class RunHeadSerializer(serializers.Serializer[Any]):
    """What every shape of a run begins with."""

    run_id = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(Run.Status.choices)
    deleted = serializers.BooleanField()
    experiment_id = serializers.IntegerField()
    experiment_name = serializers.CharField()
    user = RunUserSerializer(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    parent_run_id = serializers.CharField(allow_null=True)
    job_id = serializers.UUIDField(allow_null=True)


class RunRowSerializer(RunHeadSerializer):
    """A run as tables show it, with the columns that were asked for."""

    params = serializers.DictField(child=serializers.CharField())
    metrics = serializers.DictField(child=NumberField())
    tags = serializers.DictField(child=serializers.CharField())


class RunPageSerializer(serializers.Serializer[Any]):
    """A page of runs. `total` is null where it would be dear to count."""

    runs = RunRowSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)


class RunListSerializer(serializers.Serializer[Any]):
    results = RunRowSerializer(many=True)
    total = serializers.IntegerField()


class RunProjectSerializer(serializers.Serializer[Any]):
    """The run's project; the role is that of who asks."""

    key = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(_ROLES)


class RunCanSerializer(serializers.Serializer[Any]):
    """What who asks may do to the run."""

    write = serializers.BooleanField()
    annotate = serializers.BooleanField()
    delete = serializers.BooleanField()


class RunSerializer(RunHeadSerializer):
    """A run as its own page shows it."""

    description = serializers.CharField()
    project = RunProjectSerializer()
    source_name = serializers.CharField()
    source_type = serializers.CharField()
    artifact_uri = serializers.CharField()
    metric_count = serializers.IntegerField()
    param_count = serializers.IntegerField()
    tags = serializers.DictField(child=serializers.CharField())
    can = RunCanSerializer()


class RunSearchSerializer(OrderedPageSerializer):
    """A search in Naiad's own language; see docs/search.md."""

    experiment_ids = ExperimentIdsField()
    view = serializers.ChoiceField(
        [(view.value, view.name) for view in View], required=False, default=View.ACTIVE.value
    )
    columns = serializers.ListField(
        child=ColumnField(), required=False, default=list, max_length=MAX_COLUMNS
    )

    def validate_columns(self, value: list[str]) -> Columns:
        """Each is `params.x`, `metrics.x` or `tags.x`."""
        chosen: dict[str, list[str]] = {"params": [], "metrics": [], "tags": []}
        for column in value:
            prefix, _, key = column.partition(".")
            if prefix not in chosen or not key:
                raise serializers.ValidationError(f"{column[:80]!r} is no column.")
            chosen[prefix].append(key)
        return Columns(**{prefix: tuple(keys) for prefix, keys in chosen.items()})

    def to_search(self) -> RunSearch:
        """The search that is asked for."""
        asked = self.validated_data
        return RunSearch(
            filter=asked["filter"],
            order_by=asked["order_by"],
            view=View(asked["view"]),
            limit=asked["limit"],
            page_token=asked["page_token"],
            count=True,
        )


class ChangeRunSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_RUN_NAME, required=False)
    description = serializers.CharField(
        max_length=MAX_TAG_VALUE, required=False, allow_blank=True, trim_whitespace=False
    )
    set_tags = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        required=False,
        source="tags",
    )
    remove_tags = serializers.ListField(
        child=serializers.CharField(), required=False, source="removed", max_length=100
    )


class RunIdsSerializer(serializers.Serializer[Any]):
    run_ids = serializers.ListField(
        child=serializers.CharField(max_length=32), allow_empty=False, max_length=MAX_BULK_RUNS
    )


class ChangedSerializer(serializers.Serializer[Any]):
    """How many were changed; the others were so already."""

    changed = serializers.IntegerField()


class AttributeQuerySerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(KINDS, required=False, default="")
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=250)
    experiment_id = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, default=None
    )
    limit = serializers.IntegerField(min_value=1, max_value=1_000, required=False, default=100)


class AttributeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(KINDS)
    path = serializers.CharField()


class AttributeListSerializer(serializers.Serializer[Any]):
    """`truncated` says that there are more than the limit."""

    results = AttributeSerializer(many=True)
    truncated = serializers.BooleanField()


class ParamSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    value = serializers.CharField()


class ParamListSerializer(serializers.Serializer[Any]):
    results = ParamSerializer(many=True)


class RunModelSerializer(serializers.Serializer[Any]):
    """A model that the run logged. Its files are shown under `artifact_path` of the run's."""

    model_id = serializers.CharField()
    name = serializers.CharField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    artifact_path = serializers.CharField()


class RunModelListSerializer(serializers.Serializer[Any]):
    results = RunModelSerializer(many=True)
