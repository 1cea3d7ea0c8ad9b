"""Everything of a project's experiments, for somebody who takes it elsewhere.

Nobody has been let in by this: the caller has asked the gate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.core.clock import to_ms
from apps.experiments.contracts import (
    ExperimentInfo,
    LoggedModelInfo,
    RunInfo,
    RunLinks,
    RunRef,
    RunValues,
)
from apps.experiments.models import Experiment, FloatSeries, LoggedModel, Run
from apps.experiments.selectors import experiments, inputs, logged_models, runs, series, stored
from apps.experiments.series.columns import Points

# A run with fewer points is read in a few queries; a larger one series by series, page by page.
_AT_ONCE = 200_000
_PAGE = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeRun:
    """A run with all but the histories of its metrics."""

    info: RunInfo
    values: RunValues
    links: RunLinks
    deleted_at_ms: int | None


def list_experiments(*, project_id: int) -> list[ExperimentInfo]:
    """All of the project's, deleted ones too."""
    ids = Experiment.objects.filter(project=project_id).order_by("pk").values_list("pk", flat=True)
    return experiments.infos_of(list(ids))


def iter_runs(*, experiment_id: int, size: int = 200) -> Iterator[list[WholeRun]]:
    """The experiment's runs, deleted ones too, so many at a time."""
    last = 0
    while True:
        found = Run.objects.filter(experiment=experiment_id, pk__gt=last).order_by("pk")[:size]
        moments = dict(found.values_list("pk", "deleted_at"))
        if not moments:
            return
        ids = list(moments)
        last = ids[-1]
        values, links = runs.values_of(ids), inputs.links_of(ids)
        yield [
            WholeRun(
                info=info,
                values=values[info.id],
                links=links[info.id],
                deleted_at_ms=_ms(moments[info.id]),
            )
            for info in runs.infos_of(ids)
        ]


def iter_series(*, run: WholeRun) -> Iterator[tuple[str, Points]]:
    """The run's points by metric, in pages: a key may come several times. Each point comes once."""
    counts = {key: metric.count for key, metric in run.values.metrics.items()}
    if sum(counts.values()) > _AT_ONCE:
        yield from _in_pages(run, counts)
        return
    rows = FloatSeries.objects.filter(run=run.info.id).values_list("key_id", "key__path")
    names: dict[int, str] = dict(rows)

    def read() -> dict[str, Points]:
        found = stored.read_series([run.info.id], list(names))
        return {names[key]: stored.whole((pk, key), each) for (pk, key), each in found.items()}

    yield from stored.settled(read).items()


def iter_models(*, experiment_id: int, size: int = 200) -> Iterator[list[LoggedModelInfo]]:
    """The experiment's logged models, deleted ones too, so many at a time."""
    last = 0
    while True:
        found = LoggedModel.objects.filter(experiment=experiment_id, pk__gt=last)
        rows = list(found.select_related("experiment", "source_run").order_by("pk")[:size])
        if not rows:
            return
        last = rows[-1].pk
        yield logged_models.infos(rows)


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def _in_pages(run: WholeRun, keys: Mapping[str, int]) -> Iterator[tuple[str, Points]]:
    ref = RunRef(
        id=run.info.id,
        run_id=run.info.run_id,
        project_id=run.info.project_id,
        project_key="",
        experiment_id=run.info.experiment_id,
        status=run.info.status,
        deleted=run.info.deleted,
    )
    for key in keys:
        token: str | None = ""
        while token is not None:
            page = series.read_history(ref, key, limit=_PAGE, token=token)
            yield key, page.points
            token = page.next_token
