"""Logged models and the registry as a server tells of them."""

from collections.abc import Iterator, Mapping, Sequence

from apps.experiments.contracts import ModelMetric
from apps.experiments.imported import ImportedModel
from apps.transfers.mlflow.conventions import model_status, text
from apps.transfers.mlflow.records import RegisteredRecord, VersionRecord
from apps.transfers.mlflow.sources.rest.runs import pairs
from apps.transfers.mlflow.sources.rest.wire import BadRequest, Json, NotThere, Server

_LOGGED = "api/2.0/mlflow/logged-models"
_REGISTERED = "api/2.0/mlflow/registered-models"
_VERSIONS = "api/2.0/mlflow/model-versions"
_EXPERIMENTS_AT_ONCE = 100
# A search leaves prompts out unless it asks for them.
_PROMPTS = "tags.`mlflow.prompt.is_prompt` = 'true'"


def model_ids(server: Server, experiment_id: str) -> list[str]:
    """The ids of an experiment's logged models. A server does not tell of deleted ones."""
    found: list[str] = []
    body: Json = {"experiment_ids": [experiment_id], "max_results": 50}
    while True:
        try:
            answer = server.post(f"{_LOGGED}/search", body)
        except (NotThere, BadRequest):
            return []  # servers before 3.0 have none
        found += [str(each["info"]["model_id"]) for each in answer.get("models", [])]
        token = answer.get("next_page_token")
        if not token:
            return sorted(set(found))
        body["page_token"] = token


def has_models(server: Server, experiment_ids: Sequence[str]) -> bool:
    """Whether any of these experiments has a logged model."""
    for start in range(0, len(experiment_ids), _EXPERIMENTS_AT_ONCE):
        some = experiment_ids[start : start + _EXPERIMENTS_AT_ONCE]
        try:
            body = {"experiment_ids": some, "max_results": 1}
            if server.post(f"{_LOGGED}/search", body).get("models"):
                return True
        except (NotThere, BadRequest):
            return False
    return False


def read_models(server: Server, ids: Sequence[str]) -> Iterator[ImportedModel]:
    """These logged models, whole."""
    for model_id in ids:
        try:
            model = server.get(f"{_LOGGED}/{model_id}")["model"]
        except NotThere:
            continue
        yield _model(model)


def registered_names(server: Server) -> list[str]:
    """The names of all registered models and prompts."""
    names: set[str] = set()
    for condition in ("", _PROMPTS):
        try:
            names |= {str(each["name"]) for each in _pages(server, _REGISTERED, condition)}
        except BadRequest:
            if not condition:
                raise
        except NotThere:
            return []  # a server of runs alone
    return sorted(names)


def read_registered(server: Server, names: Sequence[str]) -> Iterator[RegisteredRecord]:
    """These registered models, with all their versions."""
    for name in names:
        try:
            model = server.get(f"{_REGISTERED}/get", [("name", name)])["registered_model"]
        except NotThere:
            continue
        versions = sorted(
            (_version(each) for each in _versions(server, name)), key=lambda v: v.number
        )
        created = int(model.get("creation_timestamp", 0))
        yield RegisteredRecord(
            name=name,
            description=text(model.get("description")),
            created_at_ms=created,
            updated_at_ms=int(model.get("last_updated_timestamp", created)),
            tags=pairs(model.get("tags")),
            aliases={str(a["alias"]): int(a["version"]) for a in model.get("aliases", [])},
            versions=versions,
        )


def _versions(server: Server, name: str) -> list[Json]:
    named = f"name = '{name}'" if "'" not in name else f'name = "{name}"'
    found: dict[str, Json] = {}
    for condition in (named, f"{named} AND {_PROMPTS}"):
        try:
            found |= {str(each["version"]): each for each in _pages(server, _VERSIONS, condition)}
        except BadRequest:
            if condition == named:
                raise
    return list(found.values())


def _pages(server: Server, path: str, condition: str) -> Iterator[Json]:
    token = ""
    field = "registered_models" if path == _REGISTERED else "model_versions"
    while True:
        query = [("max_results", "200"), *([("filter", condition)] if condition else [])]
        answer = server.get(f"{path}/search", [*query, *([("page_token", token)] if token else [])])
        yield from answer.get(field, [])
        token = str(answer.get("next_page_token") or "")
        if not token:
            return


def _version(told: Mapping[str, object]) -> VersionRecord:
    created = int(str(told.get("creation_timestamp", 0)))
    return VersionRecord(
        number=int(str(told["version"])),
        source=text(told.get("source")),
        run_id=text(told.get("run_id")),
        run_link=text(told.get("run_link")),
        model_id=text(told.get("model_id")),
        description=text(told.get("description")),
        stage=text(told.get("current_stage")) or "None",
        status=text(told.get("status")) or "READY",
        user_name=text(told.get("user_id")),
        created_at_ms=created,
        updated_at_ms=int(str(told.get("last_updated_timestamp", created))),
        tags=pairs(told.get("tags")),
    )


def _model(told: Json) -> ImportedModel:
    info, data = told["info"], told.get("data", {})
    model_id = str(info["model_id"])
    return ImportedModel(
        model_id=model_id,
        name=text(info.get("name")),
        model_type=text(info.get("model_type")),
        status=model_status(info.get("status")),
        status_message=text(info.get("status_message")),
        source_run_id=text(info.get("source_run_id")),
        created_at_ms=int(info.get("creation_timestamp_ms", 0)),
        updated_at_ms=int(info.get("last_updated_timestamp_ms", 0)),
        artifact_uri=text(info.get("artifact_uri")),
        params=pairs(data.get("params")),
        tags=pairs(info.get("tags")),
        metrics=[_metric(model_id, each) for each in data.get("metrics", [])],
    )


def _metric(model_id: str, told: Json) -> ModelMetric:
    return ModelMetric(
        key=str(told["key"]),
        value=float(told.get("value", 0.0)),
        step=int(told.get("step", 0)),
        timestamp_ms=int(told.get("timestamp", 0)),
        model_id=model_id,
        run_id=text(told.get("run_id")),
        dataset_name=text(told.get("dataset_name")),
        dataset_digest=text(told.get("dataset_digest")),
    )
