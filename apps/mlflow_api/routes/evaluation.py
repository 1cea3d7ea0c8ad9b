"""Evaluation datasets and scorers."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import evaluation_datasets as datasets
from apps.mlflow_api.handlers import scorers
from apps.mlflow_api.messages import evaluation as e
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API_3, read, write

_DATASET = f"{API_3}/datasets/{{dataset_id}}"
_SCORERS = f"{API_3}/scorers"

ROUTES: tuple[Route, ...] = (
    write("POST", f"{API_3}/datasets/create", datasets.create, e.CreateDataset),
    read("GET", f"{API_3}/datasets/search", datasets.search, e.SearchDatasets),
    read("POST", f"{API_3}/datasets/search", datasets.search, e.SearchDatasets),
    read("GET", _DATASET, datasets.get, Empty),
    write("DELETE", _DATASET, datasets.delete, Empty),
    read("GET", f"{_DATASET}/records", datasets.list_records, e.ListRecords),
    write("POST", f"{_DATASET}/records", datasets.upsert_records, e.UpsertRecords),
    write("DELETE", f"{_DATASET}/records", datasets.delete_records, e.DeleteRecords),
    write("PATCH", f"{_DATASET}/tags", datasets.set_tags, e.DatasetTags),
    write("DELETE", f"{_DATASET}/tags/{{key:path}}", datasets.delete_tag, Empty),
    read("GET", f"{_DATASET}/experiment-ids", datasets.experiment_ids, Empty),
    write("POST", f"{_DATASET}/add-experiments", datasets.add_experiments, e.DatasetExperiments),
    write(
        "POST", f"{_DATASET}/remove-experiments", datasets.remove_experiments, e.DatasetExperiments
    ),
    write("POST", f"{_SCORERS}/register", scorers.register, e.RegisterScorer),
    read("GET", f"{_SCORERS}/list", scorers.list_newest, e.ListScorers),
    read("GET", f"{_SCORERS}/versions", scorers.list_versions, e.NamedScorer),
    read("GET", f"{_SCORERS}/get", scorers.get, e.NamedScorer),
    write("DELETE", f"{_SCORERS}/delete", scorers.delete, e.NamedScorer),
    read("GET", f"{_SCORERS}/online-configs", scorers.list_online, e.OnlineConfigs),
    write("PUT", f"{_SCORERS}/online-config", scorers.set_online, e.OnlineConfig),
)
