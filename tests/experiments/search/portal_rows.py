"""Runs with every kind of value, some of them missing, and what the oracle is to know of them."""

import random

from apps.core import clock
from apps.experiments.contracts import DatasetInput, ModelOutput, NewModel
from apps.experiments.models import Experiment, Run
from apps.experiments.search.syntax import Kind
from apps.experiments.services import inputs, logged_models, runs
from tests.experiments.make import log_metrics, make_run
from tests.experiments.search.portal_oracle import Row
from tests.projects.make import admin

NAN, INF = float("nan"), float("inf")
PARAMS = {
    "p": ["a", "b", "B", "x[*", "bb", "", "a\nb", "x" * 200],
    "n": ["1", "0.1", " 2.5 ", "-3e2", "1e1", "+.5", "5.", "abc", "", "1 2", "0x1", "1e", "nan", "."],
}  # fmt: skip
METRICS = {"m": [0.0, -1.5, 0.5, 0.5, 2.0, 1e300, INF, -INF, NAN], "n": [0.0, 1.0, NAN]}


def make_rows(experiment: Experiment, count: int, *, seed: int = 4) -> list[Row]:
    """So many runs of the experiment, from one seed."""
    chance = random.Random(seed)
    return [_make_row(experiment, number, chance) for number in range(count)]


def _make_row(experiment: Experiment, number: int, chance: random.Random) -> Row:
    params = {key: chance.choice(values) for key, values in PARAMS.items() if chance.random() < 0.8}
    tags = {"t": chance.choice("ab")} if chance.random() < 0.5 else {}
    run = make_run(
        experiment, name=f"run-{number}", start_time_ms=clock.now_ms() - number // 3 * 3_600_000,
        params=params, tags=tags, parent_run_id="ab" * 16 if number % 5 == 0 else "",
        source_name=chance.choice(["", "train.py"]),
    )  # fmt: skip
    metrics = {}
    for key, values in METRICS.items():
        if chance.random() < 0.8:
            metrics[key] = [chance.choice(values) for _ in range(chance.randrange(1, 4))]
            for step, value in enumerate(metrics[key]):
                log_metrics(run, {key: value}, step=step)
    end = run.start_time_ms + number * 60_000 if number % 2 else None
    if end is not None:
        runs.update_run(actor=admin(), run=run, status="FINISHED", end_time_ms=end)
    several = _make_references(run, number)
    return Row(
        attributes=_attributes(run, experiment, end), params=params, metrics=metrics, tags=tags,
        several=several,
    )  # fmt: skip


def _attributes(run: Run, experiment: Experiment, end: int | None) -> dict[str, object]:
    run.refresh_from_db()
    return {
        "run_id": run.run_id,
        "run_name": run.name,
        "status": run.status,
        "start_time": run.start_time_ms,
        "end_time": end,
        "duration": None if end is None else end - run.start_time_ms,
        "experiment": experiment.name,
        "experiment_id": experiment.pk,
        "project": experiment.project.key,
        "parent": run.parent_run_id or None,
        "source_name": run.source_name or None,
        "job": None,
    }


def _make_references(run: Run, number: int) -> dict[tuple[Kind, str], list[str]]:
    names = [["iris", "digits"][each] for each in range(number % 3)]
    inputs.log_inputs(
        actor=admin(),
        run=run,
        datasets=[
            DatasetInput(name=name, digest=f"{name}-1", source_type="local", source="{}")
            for name in names
        ],
    )
    found = {
        (Kind.DATASET, "name"): names,
        (Kind.DATASET, "digest"): [f"{name}-1" for name in names],
    }
    if number % 4 == 0:
        found[Kind.MODEL, "name"] = [f"model-{number % 8}"]
        new = NewModel(name=f"model-{number % 8}", source_run_id=run.run_id, model_type="tree")
        model = logged_models.create_model(actor=admin(), experiment=run.experiment, new=new)
        if number % 8 == 0:
            outputs = [ModelOutput(model_id=model.model_id, step=0)]
            inputs.log_outputs(actor=admin(), run=run, models=outputs)
    return found
