"""Shapes of metrics, charts and the console."""

from typing import Any

from rest_framework import serializers

from apps.experiments.api.serializers.runs import NumberField
from apps.experiments.selectors.charts import Axis

MAX_CONSOLE_PIECE = 2**20
NONFINITE = ("NaN", "Infinity", "-Infinity")


class MetricQuerySerializer(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=250)
    limit = serializers.IntegerField(min_value=1, max_value=10_000, required=False, default=1_000)
    offset = serializers.IntegerField(min_value=0, max_value=2**31, required=False, default=0)


class MetricSerializer(serializers.Serializer[Any]):
    """A metric's latest point, and its whole series in three numbers."""

    key = serializers.CharField()
    value = NumberField(allow_null=True)
    step = serializers.FloatField()
    timestamp_ms = serializers.IntegerField()
    min = NumberField(allow_null=True)
    max = NumberField(allow_null=True)
    count = serializers.IntegerField()


class MetricListSerializer(serializers.Serializer[Any]):
    results = MetricSerializer(many=True)
    total = serializers.IntegerField()


class SeriesQuerySerializer(serializers.Serializer[Any]):
    """Which lines to draw, in how many buckets. `from` and `to` are ends on the axis `x`: steps,
    milliseconds since 1970, or seconds since the run started."""

    run_ids = serializers.ListField(
        child=serializers.CharField(max_length=32), allow_empty=False, max_length=50
    )
    keys = serializers.ListField(
        child=serializers.CharField(max_length=1_024, trim_whitespace=False),
        allow_empty=False,
        max_length=200,
    )
    buckets = serializers.IntegerField(min_value=1, max_value=5_000, required=False, default=600)
    x = serializers.ChoiceField(
        [(axis.value, axis.name) for axis in Axis], required=False, default=Axis.STEP.value
    )

    def get_fields(self) -> dict[str, Any]:
        """The two more whose names Python keeps for itself or would shadow."""
        ends = {
            name: serializers.FloatField(required=False, allow_null=True, default=None)
            for name in ("from", "to")
        }
        return {**super().get_fields(), **ends}


class NonFiniteSerializer(serializers.Serializer[Any]):
    """A point that has no place on the line."""

    x = serializers.FloatField()
    value = serializers.ChoiceField(NONFINITE)


class SeriesSerializer(serializers.Serializer[Any]):
    """A line. `exact`: every point is there, else each place stands for a bucket: `y` is its
    mean, `min` and `max` its extremes. `error` is a code where the series cannot be read."""

    run_id = serializers.CharField()
    key = serializers.CharField()
    total = serializers.IntegerField()
    exact = serializers.BooleanField()
    x = serializers.ListField(child=serializers.FloatField())
    y = serializers.ListField(child=serializers.FloatField(allow_null=True))
    min = serializers.ListField(child=serializers.FloatField(allow_null=True))
    max = serializers.ListField(child=serializers.FloatField(allow_null=True))
    nonfinite = NonFiniteSerializer(many=True)
    error = serializers.CharField()


class SeriesPageSerializer(serializers.Serializer[Any]):
    series = SeriesSerializer(many=True)
    as_of_ms = serializers.IntegerField()


class ConsoleQuerySerializer(serializers.Serializer[Any]):
    """From byte `after` on, or the last `tail` bytes."""

    after = serializers.IntegerField(min_value=0, max_value=2**62, required=False, default=0)
    limit = serializers.IntegerField(
        min_value=16, max_value=MAX_CONSOLE_PIECE, required=False, default=65_536
    )
    tail = serializers.IntegerField(
        min_value=16, max_value=MAX_CONSOLE_PIECE, required=False, default=None
    )


class ConsoleSerializer(serializers.Serializer[Any]):
    """Bytes `start` to `end` of the console's `size`, as text."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    size = serializers.IntegerField()
    truncated = serializers.BooleanField()
    text = serializers.CharField()
    complete = serializers.BooleanField()
