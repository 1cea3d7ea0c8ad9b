"""Shapes of searches in several projects, of groups of runs, and of values to choose from."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.api.searches import ExperimentIdsField, limit_field
from apps.experiments.api.serializers.runs import (
    NumberField,
    RunRowSerializer,
    RunSearchSerializer,
)
from apps.experiments.contracts import View
from apps.experiments.search.groups import Figure, Order
from apps.experiments.selectors.groups import MAX_BY, MAX_VALUES, GroupSearch

MAX_GROUPS = 500


class ProjectRunRowSerializer(RunRowSerializer):
    """A run as a table of several projects shows it."""

    project_key = serializers.CharField()


class ProjectRunPageSerializer(serializers.Serializer[Any]):
    """A page of runs of several projects. `total` is null where it would be dear to count."""

    runs = ProjectRunRowSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)


class ProjectsRunSearchSerializer(RunSearchSerializer):
    """A search in several projects: those named, or all that the actor may read."""

    experiment_ids = None  # type: ignore[assignment]  # how DRF takes an inherited field away
    projects = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, max_length=100
    )


class GroupOrderSerializer(serializers.Serializer[Any]):
    """Groups in the order of a figure of one of the `values` (its number, from 0), or of how
    many runs they have."""

    value = serializers.IntegerField(required=False, default=None, allow_null=True, min_value=0)
    figure = serializers.ChoiceField(
        [(each.value, each.name) for each in Figure], required=False, default=Figure.COUNT.value
    )
    descending = serializers.BooleanField(required=False, default=True)


class RunGroupsSearchSerializer(serializers.Serializer[Any]):
    """Which runs (as a search says it), and what they are grouped by and summed up."""

    experiment_ids = ExperimentIdsField()
    filter = serializers.CharField(required=False, default="", allow_blank=True)
    view = serializers.ChoiceField(
        [(view.value, view.name) for view in View], required=False, default=View.ACTIVE.value
    )
    group_by = serializers.ListField(child=serializers.CharField(), min_length=1, max_length=MAX_BY)
    values = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, max_length=MAX_VALUES
    )
    order = GroupOrderSerializer(required=False)
    limit = limit_field(MAX_GROUPS)

    def to_search(self) -> GroupSearch:
        """The search that is asked for."""
        asked = self.validated_data
        order = asked.get("order")
        return GroupSearch(
            filter=asked["filter"],
            view=View(asked["view"]),
            by=asked["group_by"],
            values=asked["values"],
            order=Order()
            if order is None
            else Order(
                value=order["value"],
                figure=Figure(order["figure"]),
                descending=order["descending"],
            ),
            limit=asked["limit"],
        )


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]})
class KeyPartField(serializers.Field[Any, Any, Any, Any]):
    """A text or a number; null where the runs of the group have none."""


class FiguresSerializer(serializers.Serializer[Any]):
    """A value over the runs of a group; NaN and what is missing do not count."""

    count = serializers.IntegerField()
    min = NumberField(allow_null=True)
    max = NumberField(allow_null=True)
    mean = NumberField(allow_null=True)


class RunGroupSerializer(serializers.Serializer[Any]):
    """A group of runs. `filter` finds them: join it to that of the search by AND."""

    key = serializers.ListField(child=KeyPartField())
    runs = serializers.IntegerField()
    values = FiguresSerializer(many=True)
    filter = serializers.CharField()


class RunGroupsSerializer(serializers.Serializer[Any]):
    """`truncated` says that there are more than the limit."""

    groups = RunGroupSerializer(many=True)
    truncated = serializers.BooleanField()


class ValueQuerySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=1_100)
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=250)
    limit = serializers.IntegerField(min_value=1, max_value=1_000, required=False, default=20)


class ValueListSerializer(serializers.Serializer[Any]):
    """`truncated` says that there may be more."""

    results = serializers.ListField(child=serializers.CharField())
    truncated = serializers.BooleanField()
