"""What runs log: points, params, tags, inputs, outputs. The hot path of the protocol."""

import json
from collections.abc import Sequence
from functools import lru_cache

from django.db import transaction

from apps.core.errors import Invalid
from apps.experiments.constants import MAX_PARAM_VALUE, MAX_TAG_VALUE
from apps.experiments.contracts import DatasetInput, ModelMetric, ModelOutput, RunRef
from apps.experiments.errors import InvalidValue, RunDeleted
from apps.experiments.selectors import runs as selectors
from apps.experiments.services import ingest, inputs, logged_models
from apps.experiments.services.names import check_key
from apps.experiments.services.run_rows import lock_run
from apps.mlflow_api.call import Call
from apps.mlflow_api.messages import runs as messages
from apps.mlflow_api.messages.common import Pair, as_dict
from apps.mlflow_api.wire import missing
from apps.projects.permissions import Role

MAX_METRICS = 1_000
MAX_PARAMS = 100
MAX_TAGS = 100
MAX_ENTITIES = 1_000

LOGGED_MODELS_TAG = "mlflow.log-model.history"
_MODEL_FIELDS = ("artifact_path", "flavors", "utc_time_created", "run_id")


def log_batch(call: Call, body: messages.LogBatch) -> None:
    _check_limits(body)
    points = _columns(body.metrics)
    params = _params(body.params)
    tags = _tags(body.tags)
    only_tags = not body.metrics and not params
    run = _writable(call, body.run_id, Role.ANNOTATOR if only_tags and tags else Role.CONTRIBUTOR)
    _store(call, run, body.metrics, points, params, tags)


def log_metric(call: Call, body: messages.LogMetric) -> None:
    metric = messages.Metric(
        key=body.key,
        value=body.value,
        timestamp=body.timestamp,
        step=body.step,
        model_id=body.model_id,
        dataset_name=body.dataset_name,
        dataset_digest=body.dataset_digest,
    )
    points = _columns([metric])
    _store(call, _writable(call, body.run_id), [metric], points, {}, {})


def log_parameter(call: Call, body: messages.KeyValue) -> None:
    params = _params([Pair(key=body.key, value=body.value)])
    ingest.log_batch(_writable(call, body.run_id), params=params)


def log_inputs(call: Call, body: messages.LogInputs) -> None:
    datasets = [
        DatasetInput(
            name=sent.dataset.name,
            digest=sent.dataset.digest,
            source_type=sent.dataset.source_type,
            source=sent.dataset.source,
            schema=sent.dataset.schema,
            profile=sent.dataset.profile,
            tags=as_dict(sent.tags),
        )
        for sent in body.datasets
        if sent.dataset is not None
    ]
    if len(datasets) < len(body.datasets):
        raise missing("datasets.dataset")
    run = selectors.get_run(actor=call.actor, run_id=body.run_id, role=Role.CONTRIBUTOR)
    models = [model.model_id for model in body.models]
    inputs.log_inputs(actor=call.actor, run=run, datasets=datasets, models=models)


def log_outputs(call: Call, body: messages.LogOutputs) -> None:
    if not body.models:
        raise missing("models")
    run = selectors.get_run(actor=call.actor, run_id=body.run_id, role=Role.CONTRIBUTOR)
    outputs = [ModelOutput(model_id=model.model_id, step=model.step) for model in body.models]
    inputs.log_outputs(actor=call.actor, run=run, models=outputs)


@transaction.atomic
def log_model(call: Call, body: messages.LogModel) -> None:
    """MLflow 2's way: the description of a model, kept in a tag."""
    description = _model_description(body.model_json)
    run = _writable(call, body.run_id)
    # What another client adds meanwhile is read after it, not overwritten.
    lock_run(run.id)
    earlier = selectors.values_of([run.id])[run.id].tags.get(LOGGED_MODELS_TAG, "[]")
    history = json.dumps([*json.loads(earlier), description])
    ingest.log_batch(run, tags=_tags([Pair(key=LOGGED_MODELS_TAG, value=history)]))


def _store(  # a batch has that many parts
    call: Call,
    run: RunRef,
    metrics: Sequence[messages.Metric],
    points: ingest.PointColumns | None,
    params: dict[str, str],
    tags: dict[str, str],
) -> None:
    of_models = _model_metrics(metrics, run.run_id)
    if not of_models:
        ingest.log_batch(run, points=points, params=params, tags=tags)
        return
    with transaction.atomic():
        ingest.log_batch(run, points=points, params=params, tags=tags)
        logged_models.log_metrics(actor=call.actor, run=run, metrics=of_models)


def _writable(call: Call, run_id: str, role: Role = Role.CONTRIBUTOR) -> RunRef:
    run = selectors.get_run_ref(actor=call.actor, run_id=run_id, role=role)
    if run.deleted:
        raise RunDeleted(
            f"The run {run_id} must be in the 'active' state. Current state is deleted.",
            fix="Restore it first.",
        )
    return run


def _check_limits(body: messages.LogBatch) -> None:
    counts = {"metrics": len(body.metrics), "params": len(body.params), "tags": len(body.tags)}
    limits = {"metrics": MAX_METRICS, "params": MAX_PARAMS, "tags": MAX_TAGS}
    counts["metrics, params, and tags"] = sum(counts.values())
    limits["metrics, params, and tags"] = MAX_ENTITIES
    for name, count in counts.items():
        if count > limits[name]:
            raise Invalid(
                f"A batch logging request can contain at most {limits[name]} {name}. Got {count}.",
                fix="Split it across several requests.",
            )


def _columns(metrics: Sequence[messages.Metric]) -> ingest.PointColumns | None:
    """The points column by column, each checked."""
    if not metrics:
        return None
    keys = [metric.key for metric in metrics if metric.key]
    values = [metric.value for metric in metrics if metric.value is not None]
    timestamps = [metric.timestamp for metric in metrics if metric.timestamp is not None]
    if not len(keys) == len(values) == len(timestamps) == len(metrics):
        raise _incomplete(metrics)
    if min(timestamps) < 0:
        raise _negative_timestamp(metrics)
    for key in set(keys):
        _check_metric_key(key)
    return ingest.PointColumns(
        keys=keys,
        steps=[metric.step for metric in metrics],
        timestamps_ms=timestamps,
        values=values,
    )


@lru_cache(maxsize=10_000)
def _check_metric_key(key: str) -> None:
    # A refusal is an exception, which no cache keeps.
    check_key(key, "metric")


def _incomplete(metrics: Sequence[messages.Metric]) -> Invalid:
    for index, metric in enumerate(metrics):
        for name, value in (
            ("key", metric.key or None),
            ("value", metric.value),
            ("timestamp", metric.timestamp),
        ):
            if value is None:
                return missing(f"metrics[{index}].{name}")
    raise AssertionError


def _negative_timestamp(metrics: Sequence[messages.Metric]) -> Invalid:
    index = next(i for i, metric in enumerate(metrics) if (metric.timestamp or 0) < 0)
    return InvalidValue(
        f"Invalid value {metrics[index].timestamp} for parameter 'metrics[{index}].timestamp' "
        "supplied: it must be milliseconds since 1970, and not negative.",
        fix="Send the time as milliseconds since 1970.",
    )


def _params(pairs: Sequence[Pair]) -> dict[str, str]:
    for index, pair in enumerate(pairs):
        if not pair.key:
            raise missing(f"params[{index}].key")
        check_key(pair.key, "param")
    params = _cut(pairs, MAX_PARAM_VALUE)
    if len(params) < len(pairs):
        keys = [pair.key for pair in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise Invalid(
            f"Duplicate parameter keys have been submitted: {twice}.",
            fix="Send one value for each param.",
        )
    return params


def _tags(pairs: Sequence[Pair]) -> dict[str, str]:
    for index, pair in enumerate(pairs):
        if not pair.key:
            raise missing(f"tags[{index}].key")
        check_key(pair.key, "tag")
    return _cut(pairs, MAX_TAG_VALUE)


def _cut(pairs: Sequence[Pair], most: int) -> dict[str, str]:
    """The pairs by key. MLflow's server cuts off what is too long, as its client does."""
    return {pair.key: pair.value[:most] for pair in pairs}


def _model_metrics(metrics: Sequence[messages.Metric], run_id: str) -> list[ModelMetric]:
    return [
        ModelMetric(
            key=metric.key,
            value=metric.value or 0.0,
            step=metric.step,
            timestamp_ms=metric.timestamp or 0,
            model_id=metric.model_id,
            run_id=run_id,
            dataset_name=metric.dataset_name,
            dataset_digest=metric.dataset_digest,
        )
        for metric in metrics
        if metric.model_id
    ]


def _model_description(text: str) -> dict[str, object]:
    try:
        description = json.loads(text)
    except ValueError as exc:
        raise Invalid("Malformed model info: it is not valid JSON.", fix="Send JSON.") from exc
    absent = [name for name in _MODEL_FIELDS if name not in description]
    if absent:
        raise Invalid(
            f"Model json is missing mandatory fields: {', '.join(absent)}.",
            fix="Send the model's MLmodel as JSON.",
        )
    return dict(description)
