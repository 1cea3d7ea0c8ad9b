"""Traces of an experiment's folder."""

from pathlib import Path

from apps.traces.contracts import ImportedAssessment, ImportedTrace
from apps.transfers.mlflow.sources.folder.reading import (
    Broken,
    keyed_files,
    read_meta,
    read_texts,
)
from apps.transfers.mlflow.spans import TRACE_FILE, parse_trace_file, spans_of
from apps.transfers.mlflow.told import assessment_of, trace_of

_INFO = "trace_info.yaml"


def read_trace(folder: Path) -> ImportedTrace:
    """The trace in this folder.

    Raises:
        Broken: something of it cannot be read.
    """
    info = read_meta(folder, _INFO)
    assessments: list[ImportedAssessment] = []
    try:
        for key, path in keyed_files(folder / "assessments"):
            assessments.append(assessment_of(read_meta(path.parent, key)))
        return trace_of(
            info | {"trace_id": info.get("trace_id") or info.get("request_id") or folder.name},
            tags=read_texts(folder / "tags"),
            metadata=read_texts(folder / "request_metadata"),
            spans=_spans(folder / "artifacts" / TRACE_FILE),
            assessments=assessments,
        )
    except (ValueError, TypeError, LookupError) as error:
        raise Broken(f"the trace cannot be read: {error}") from error


def _spans(path: Path) -> list[dict[str, object]]:
    if not path.is_file():
        return []
    with path.open("rb") as opened:
        return [
            dict(each) for each in spans_of(parse_trace_file(iter(lambda: opened.read(2**20), b"")))
        ]
