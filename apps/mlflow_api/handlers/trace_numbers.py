"""Numbers of traces."""

import math

from apps.mlflow_api import trace_rendering as rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import traces as messages
from apps.mlflow_api.wire import missing
from apps.traces.contracts import Aggregation, MetricsQuery
from apps.traces.selectors import numbers

_VIEWS = {"1": "TRACES", "2": "SPANS", "3": "ASSESSMENTS"}
_KINDS = {"1": "COUNT", "2": "SUM", "3": "AVG", "4": "PERCENTILE", "5": "MIN", "6": "MAX"}


def query(call: Call, body: messages.QueryMetrics) -> Json:
    if not body.experiment_ids:
        raise missing("experiment_ids")
    view = str(body.view_type)
    found = numbers.query_metrics(
        actor=call.actor,
        experiment_ids=call.experiment_ids(body.experiment_ids),
        query=MetricsQuery(
            view=_VIEWS.get(view, view),
            metric=body.metric_name,
            aggregations=[_aggregation(each) for each in body.aggregations],
            dimensions=body.dimensions,
            filters=body.filters,
            interval_seconds=body.time_interval_seconds,
            start_time_ms=body.start_time_ms,
            end_time_ms=body.end_time_ms,
            limit=body.max_results,
        ),
    )
    return {"data_points": [rendering.data_point(point) for point in found]}


def correlate(call: Call, body: messages.Correlate) -> Json:
    if not body.experiment_ids:
        raise missing("experiment_ids")
    found = numbers.correlate(
        actor=call.actor,
        experiment_ids=call.experiment_ids(body.experiment_ids),
        filters=(body.filter_string1, body.filter_string2),
        base=body.base_filter,
    )
    known = {"npmi": found.npmi, "npmi_smoothed": found.npmi_smoothed}
    return {
        **{name: value for name, value in known.items() if not math.isnan(value)},
        "filter1_count": found.first,
        "filter2_count": found.second,
        "joint_count": found.both,
        "total_count": found.all,
    }


def _aggregation(sent: messages.Aggregation) -> Aggregation:
    kind = str(sent.aggregation_type)
    return Aggregation(kind=_KINDS.get(kind, kind), percentile=sent.percentile_value)
