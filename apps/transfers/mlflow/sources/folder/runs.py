"""Runs of an experiment's folder."""

from pathlib import Path
from typing import Any

from apps.experiments.contracts import DatasetInput, ModelMetric, ModelOutput
from apps.experiments.imported import ImportedModel, ImportedRun
from apps.experiments.series.whole import WholeSeries, encode_many
from apps.transfers.mlflow.conventions import PARENT_TAG, model_status, run_name, run_status, text
from apps.transfers.mlflow.sources.folder.reading import (
    Broken,
    folders,
    keyed_files,
    number,
    read_meta,
    read_text,
    read_texts,
)


def read_run(folder: Path) -> ImportedRun:
    """The run in this folder.

    Raises:
        Broken: something of it cannot be read.
    """
    meta = read_meta(folder)
    tags = read_texts(folder / "tags")
    inputs = [read_meta(each) for each in folders(folder / "inputs")]
    outputs = [read_meta(each) for each in folders(folder / "outputs")]
    return ImportedRun(
        run_id=folder.name,
        name=run_name(meta.get("run_name") or meta.get("name"), tags),
        status=run_status(meta.get("status", 1)),
        start_time_ms=number(meta.get("start_time")) or 0,
        end_time_ms=number(meta.get("end_time")),
        deleted=meta.get("lifecycle_stage") == "deleted",
        deleted_at_ms=number(meta.get("deleted_time")),
        user_name=text(meta.get("user_id")) or tags.get("mlflow.user", ""),
        source_type=tags.get("mlflow.source.type", ""),
        source_name=tags.get("mlflow.source.name", ""),
        parent_run_id=tags.get(PARENT_TAG, ""),
        artifact_uri=text(meta.get("artifact_uri")),
        params=read_texts(folder / "params"),
        tags=tags,
        series=_series(folder / "metrics"),
        datasets=_datasets(folder.parent / "datasets", inputs),
        model_inputs=[
            text(each["source_id"]) for each in inputs if each.get("source_type") == "MODEL"
        ]
        + [text(each["source_id"]) for each in inputs if each.get("source_type") == "MODEL_INPUT"],
        model_outputs=[
            ModelOutput(model_id=text(each["destination_id"]), step=number(each.get("step")) or 0)
            for each in outputs
        ],
    )


def read_model(folder: Path) -> ImportedModel:
    """The logged model in this folder.

    Raises:
        Broken: something of it cannot be read.
    """
    meta = read_meta(folder)
    model_id = folder.name
    return ImportedModel(
        model_id=model_id,
        name=text(meta.get("name")),
        model_type=text(meta.get("model_type")),
        status=model_status(meta.get("status")),
        status_message=text(meta.get("status_message")),
        source_run_id=text(meta.get("source_run_id")),
        created_at_ms=number(meta.get("creation_timestamp")) or 0,
        updated_at_ms=number(meta.get("last_updated_timestamp")) or 0,
        deleted=meta.get("lifecycle_stage") == "deleted",
        artifact_uri=text(meta.get("artifact_location")),
        params=read_texts(folder / "params"),
        tags=read_texts(folder / "tags"),
        metrics=[
            metric
            for key, path in keyed_files(folder / "metrics")
            for metric in _model_metrics(model_id, key, path)
        ],
    )


def _series(folder: Path) -> dict[str, WholeSeries]:
    """The metrics' files, encoded together."""
    sizes: dict[str, int] = {}
    times: list[int] = []
    values: list[float] = []
    steps: list[int] = []
    for key, path in keyed_files(folder):
        before = len(steps)
        try:
            _read_points(path, times, values, steps)
        except (ValueError, IndexError) as error:
            raise Broken(f"the metric {key!r} has a line that is no point: {error}") from error
        sizes[key] = len(steps) - before
        if not sizes[key]:
            raise Broken(f"the metric {key!r} has no points")
    try:
        encoded = encode_many(list(sizes.values()), steps, times, values)
    except OverflowError as error:
        raise Broken(f"a metric has a point that is none: {error}") from error
    return dict(zip(sizes, encoded, strict=True))


def _read_points(path: Path, times: list[int], values: list[float], steps: list[int]) -> None:
    """A metric's file: a line a point, of time, value and step; in old ones without the step."""
    for line in read_text(path).splitlines():
        words = line.split()
        if words:
            times.append(int(words[0]))
            values.append(float(words[1]))
            steps.append(int(words[2]) if len(words) > 2 else 0)


def _model_metrics(model_id: str, key: str, path: Path) -> list[ModelMetric]:
    found: list[ModelMetric] = []
    for line in read_text(path).splitlines():
        words = line.split(" ")
        if len(words) not in {4, 6}:
            raise Broken(f"the metric {key!r} of the model has a line that is no point")
        found.append(
            ModelMetric(
                key=key,
                value=float(words[1]),
                step=int(words[2]),
                timestamp_ms=int(words[0]),
                model_id=model_id,
                run_id=words[3],
                dataset_name=words[4] if len(words) == 6 else "",
                dataset_digest=words[5] if len(words) == 6 else "",
            )
        )
    return found


def _datasets(folder: Path, inputs: list[dict[str, Any]]) -> list[DatasetInput]:
    found: list[DatasetInput] = []
    for each in inputs:
        home = folder / text(each.get("source_id"))
        # MLflow too passes over an input whose dataset is gone.
        if each.get("source_type") == "DATASET" and home.is_dir():
            meta = read_meta(home)
            found.append(
                DatasetInput(
                    name=text(meta.get("name")),
                    digest=text(meta.get("digest")),
                    source_type=text(meta.get("source_type")),
                    source=text(meta.get("source")),
                    schema=text(meta.get("schema")),
                    profile=text(meta.get("profile")),
                    tags={str(k): text(v) for k, v in (each.get("tags") or {}).items()},
                )
            )
    return found
