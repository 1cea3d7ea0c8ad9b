"""The source that asks a tracking server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from apps.transfers.constants import StepKind
from apps.transfers.contracts import Credentials
from apps.transfers.errors import SourceUnreadable
from apps.transfers.mlflow.conventions import text
from apps.transfers.mlflow.records import ExperimentRecord, FileRoot, Record, SourceInfo
from apps.transfers.mlflow.source import Files
from apps.transfers.mlflow.sources.rest import genai, models
from apps.transfers.mlflow.sources.rest.files import ServerFiles
from apps.transfers.mlflow.sources.rest.runs import Runs, pairs
from apps.transfers.mlflow.sources.rest.wire import BadRequest, Json, NotThere, Server

_EXPERIMENTS = "api/2.0/mlflow/experiments/search"


class RestSource:
    """A tracking server at a URL."""

    def __init__(self, url: str, *, credentials: Credentials, workspace: str = "") -> None:
        self._server = Server(url, credentials, workspace=workspace)
        self._runs = Runs(self._server)
        self._files = ServerFiles(self._server)
        self._has_evaluation = False

    @property
    def files(self) -> Files:
        """Its files, as it hands them out."""
        return self._files

    def open(self) -> SourceInfo:
        """Ask it for an experiment."""
        try:
            self._server.post(_EXPERIMENTS, {"max_results": 1})
        except (NotThere, BadRequest) as error:
            raise SourceUnreadable(
                f"{self._server.url} does not answer as a tracking server: {error}",
                fix="Give the address that clients set as MLFLOW_TRACKING_URI; servers before "
                "MLflow 2 cannot be imported.",
            ) from error
        version = self._version()
        self._runs.has_links = not version.startswith(("1.", "2."))
        self._has_evaluation = genai.has_evaluation(self._server)
        return SourceInfo(kind="server", version=version)

    def experiments(self) -> Sequence[ExperimentRecord]:
        """All experiments."""
        found: list[ExperimentRecord] = []
        body: Json = {"max_results": 1000, "view_type": "ALL"}
        while True:
            answer = self._server.post(_EXPERIMENTS, body)
            found += [_experiment(each) for each in answer.get("experiments", [])]
            token = answer.get("next_page_token")
            if not token:
                break
            body["page_token"] = token
        # Only each run by itself tells which models it used: not asked for where there are none.
        ids = [each.id for each in found]
        self._runs.has_links = self._runs.has_links and models.has_models(self._server, ids)
        return found

    def ids(self, kind: StepKind, experiment_id: str) -> Sequence[str]:
        """The ids of a kind."""
        with self._understood():
            return self._ids(kind, experiment_id)

    def _ids(self, kind: StepKind, experiment_id: str) -> Sequence[str]:
        server = self._server
        if kind is StepKind.RUNS:
            return self._runs.ids(experiment_id)
        if kind in {StepKind.LOGGED_MODELS, StepKind.MODEL_LINKS}:
            return models.model_ids(server, experiment_id)
        if kind is StepKind.REGISTERED_MODELS:
            return models.registered_names(server)
        if kind is StepKind.TRACES:
            return genai.trace_ids(server, experiment_id)
        return self._evaluation_ids(kind, experiment_id)

    def read(self, kind: StepKind, experiment_id: str, ids: Sequence[str]) -> Iterator[Record]:
        """These things."""
        with self._understood():
            yield from self._read(kind, experiment_id, ids)

    def _read(self, kind: StepKind, experiment_id: str, ids: Sequence[str]) -> Iterator[Record]:
        server = self._server
        if kind is StepKind.RUNS:
            yield from self._runs.read(experiment_id, ids)
        elif kind in {StepKind.LOGGED_MODELS, StepKind.MODEL_LINKS}:
            yield from models.read_models(server, ids)
        elif kind in {StepKind.RUN_FILES, StepKind.MODEL_FILES}:
            name = "run" if kind is StepKind.RUN_FILES else "model"
            yield from (FileRoot(kind=name, id=id_, uri="") for id_ in ids)
        elif kind is StepKind.REGISTERED_MODELS:
            yield from models.read_registered(server, ids)
        elif kind is StepKind.TRACES:
            yield from genai.read_traces(server, ids)
        elif kind is StepKind.EVALUATION_DATASETS:
            yield from genai.read_datasets(server, ids)
        elif kind is StepKind.SCORERS:
            yield from genai.read_scorers(server, experiment_id, ids)

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """A refusal of what every server has, or an answer that is none, in our words."""
        try:
            yield
        except (NotThere, BadRequest, LookupError, ValueError, TypeError) as error:
            raise SourceUnreadable(
                f"{self._server.url} does not answer as MLflow does "
                f"({type(error).__name__}: {str(error)[:200]}).",
                fix="Look whether something between here and the server keeps a part of it back.",
            ) from error

    def _evaluation_ids(self, kind: StepKind, experiment_id: str) -> Sequence[str]:
        if not self._has_evaluation:
            return []
        if kind is StepKind.EVALUATION_DATASETS:
            return genai.dataset_ids(self._server)
        return genai.scorer_names(self._server, experiment_id)

    def _version(self) -> str:
        try:
            return b"".join(self._server.stream("version"))[:40].decode(errors="replace").strip()
        except (NotThere, BadRequest):
            return ""


def _experiment(told: Json) -> ExperimentRecord:
    created, updated = told.get("creation_time"), told.get("last_update_time")
    return ExperimentRecord(
        id=str(told["experiment_id"]),
        name=text(told.get("name")),
        artifact_location=text(told.get("artifact_location")),
        deleted=told.get("lifecycle_stage") == "deleted",
        created_at_ms=None if created is None else int(created),
        updated_at_ms=None if updated is None else int(updated),
        tags=pairs(told.get("tags")),
    )
