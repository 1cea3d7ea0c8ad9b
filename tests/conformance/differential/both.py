"""A scenario run against both servers, and the comparison of what it noted."""

import contextlib
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import mlflow
import pytest
from mlflow.tracking import fluent

from tests.conformance.differential.differences import VERDICT, Difference
from tests.conformance.differential.eraser import Eraser
from tests.conformance.differential.here import OK, Here, Note
from tests.conformance.differential.plain import walk

Scenario = Callable[[Here], None]
WORKSPACES = "/api/3.0/mlflow/workspaces"
WORKSPACE_HEADER = "X-MLFLOW-WORKSPACE"


@dataclass(frozen=True, kw_only=True)
class Side:
    """A server: its name, its address, and the token for it if it needs one."""

    name: str
    url: str
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What each request to it carries."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class Both:
    """Runs scenarios against MLflow's server and Naiad: `both(scenario)`."""

    def __init__(
        self,
        *,
        theirs: Side,
        ours: Side,
        folder: Path,
        http: httpx.Client,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self._sides = (theirs, ours)
        self._folder = folder
        self._monkeypatch = monkeypatch
        # Making a client takes longer than asking by it.
        self._http = http

    def __call__(
        self,
        scenario: Scenario,
        *,
        own_workspace: bool = True,
        may: tuple[Difference, ...] = (),
    ) -> None:
        """Fail unless the scenario notes the same of both, but for the differences it names.

        It runs in a new workspace, or where a client that names none comes to. Any call `may`
        differ so, and each of these differences has to be met at least once.
        """
        suffix = f"-{uuid.uuid4().hex[:10]}x"
        theirs, ours = (
            self._run(side, scenario, suffix, own_workspace=own_workspace) for side in self._sides
        )
        found = list(compare(theirs, ours, may))
        if found:
            pytest.fail("MLflow's server and Naiad differ:\n" + "\n".join(found), pytrace=False)

    def _run(
        self, side: Side, scenario: Scenario, suffix: str, *, own_workspace: bool
    ) -> list[Note]:
        room = f"room{suffix}" if own_workspace else None
        folder = self._folder / side.name
        folder.mkdir(exist_ok=True)
        words = {side.url: "<server>", str(folder): "<folder>", f"{suffix}": ""}
        headers = {**side.headers, **({WORKSPACE_HEADER: room} if room else {})}
        here = Here(
            name=side.name,
            url=side.url,
            headers=headers,
            folder=folder,
            suffix=suffix,
            eraser=Eraser(words),
            http=self._http,
        )
        with self._client_of(side, room, folder):
            scenario(here)
        assert here.notes, "the scenario noted nothing, so nothing was compared"
        return here.notes

    @contextlib.contextmanager
    def _client_of(self, side: Side, room: str | None, folder: Path) -> Iterator[None]:
        """MLflow's client as it is when a script starts, pointed at the side."""
        with self._monkeypatch.context() as patch:
            patch.setenv("MLFLOW_TRACKING_TOKEN", side.token)
            patch.chdir(folder)
            mlflow.set_tracking_uri(side.url)
            mlflow.set_registry_uri(side.url)
            if room:
                self._make_workspace(side, room)
            mlflow.set_workspace(room)
            try:
                yield
            finally:
                while mlflow.active_run() is not None:
                    mlflow.end_run()
                mlflow.autolog(disable=True, silent=True)
                mlflow.set_workspace(None)
                # For good, not as patches: what is patched here comes back a line later.
                os.environ.pop("MLFLOW_EXPERIMENT_ID", None)
                fluent._active_experiment_id = None

    def _make_workspace(self, side: Side, name: str) -> None:
        made = self._http.post(f"{side.url}{WORKSPACES}", json={"name": name}, headers=side.headers)
        made.raise_for_status()


def compare(
    theirs: Sequence[Note], ours: Sequence[Note], may: Sequence[Difference] = ()
) -> Iterator[str]:
    """A line for each way in which the two do not agree as they should."""
    unmet = set(may)
    for one, other in zip(theirs, ours, strict=False):
        if one.label != other.label:
            yield f"{one.label!r} was noted of MLflow where {other.label!r} was of Naiad"
            return
        yield from _compare(one, other, may, unmet)
    if len(theirs) != len(ours):
        yield f"{len(theirs)} notes were made of MLflow, {len(ours)} of Naiad"
    for difference in unmet:
        yield f"  nothing differs any longer as listed: {_told(difference)}"


def _compare(
    theirs: Note, ours: Note, may: Sequence[Difference], unmet: set[Difference]
) -> Iterator[str]:
    expected = set(ours.differs)
    for place, line in _differing(theirs, ours):
        covering = {
            each
            for each in (*ours.differs, *may)
            if each.covers(place, theirs.verdict, ours.verdict)
        }
        expected -= covering
        unmet -= covering
        if not covering:
            yield f"  {ours.label}: {line}"
    for difference in expected:
        yield f"  {ours.label}: no longer differs as listed: {_told(difference)}"


def _differing(theirs: Note, ours: Note) -> Iterator[tuple[str, str]]:
    if not _alike(theirs.verdict, ours.verdict):
        yield VERDICT, f"MLflow: {_said(theirs)}; Naiad: {_said(ours)}"
        return
    if not _names(ours.message, theirs.parameter):
        yield "parameter", f"MLflow names {theirs.parameter}; Naiad says {ours.message!r}"
    for place, one, other in walk(theirs.value, ours.value):
        yield place, f"{place or 'value'}: MLflow {one!r}; Naiad {other!r}"


def _names(message: str, parameter: str) -> bool:
    """Whether a refusal names the parameter; a key is also called the `name` of its metric."""
    name = parameter.rsplit(".", maxsplit=1)[-1].split("[", maxsplit=1)[0]
    return name in message or (name == "name" and "key" in message)


def _alike(theirs: str, ours: str) -> bool:
    """Whether two verdicts are the same; a page of HTML has a status and no code."""
    return theirs == ours or (theirs.isdigit() and ours.startswith(f"{theirs} "))


def _said(note: Note) -> str:
    said = repr(note.value) if note.verdict == OK else repr(note.message)
    return f"{note.verdict} {said[:300]}"


def _told(difference: Difference) -> str:
    return f"MLflow: {difference.theirs}; Naiad: {difference.ours}"
