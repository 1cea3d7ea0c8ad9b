"""Every event is known, exported, and carries nothing but names."""

import typing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.core.realtime import topics, typescript

pytestmark = pytest.mark.any_database

EVENTS = {
    "evaluation.changed",
    "experiment.changed",
    "job.changed",
    "registered_model.changed",
    "run.changed",
    "run.console",
    "run.created",
    "run.files",
    "run.series",
    "scorers.changed",
    "traces.changed",
}


def test_these_are_all_events() -> None:
    assert {event.type for event in typescript.every_event()} == EVENTS


def test_the_browser_has_them_all() -> None:
    call_command("export_events", check=True, stdout=StringIO())


def test_a_drift_is_told(tmp_path: Path) -> None:
    file = tmp_path / "events.gen.ts"
    with pytest.raises(CommandError, match="out of date"):
        call_command("export_events", check=True, file=file)

    call_command("export_events", file=file)

    call_command("export_events", check=True, file=file)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [(str, "string"), (int, "number"), (tuple[str, ...] | None, "string[] | null")],
)
def test_a_type_is_translated(hint: object, expected: str) -> None:
    assert typescript.type_of(hint) == expected


def test_an_event_cannot_carry_data() -> None:
    with pytest.raises(TypeError, match="cannot carry"):
        typescript.type_of(dict[str, typing.Any])


def test_these_are_all_topics() -> None:
    assert topics.prefixes() == {"project", "run", "job"}
