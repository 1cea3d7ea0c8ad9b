"""Experiments."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import experiments
from apps.mlflow_api.messages import experiments as x
from apps.mlflow_api.routes.lines import API, read, write

ROUTES: tuple[Route, ...] = (
    read("GET", f"{API}/experiments/get", experiments.get, x.ExperimentMessage),
    read("GET", f"{API}/experiments/get-by-name", experiments.get_by_name, x.GetExperimentByName),
    read("GET", f"{API}/experiments/search", experiments.search, x.SearchExperiments),
    read("POST", f"{API}/experiments/search", experiments.search, x.SearchExperiments),
    read(
        "POST", f"{API}/experiments/search-datasets", experiments.search_datasets, x.SearchDatasets
    ),
    write("POST", f"{API}/experiments/create", experiments.create, x.CreateExperiment),
    write("POST", f"{API}/experiments/update", experiments.update, x.UpdateExperiment),
    write("POST", f"{API}/experiments/delete", experiments.delete, x.ExperimentMessage),
    write("POST", f"{API}/experiments/restore", experiments.restore, x.ExperimentMessage),
    write("POST", f"{API}/experiments/set-experiment-tag", experiments.set_tag, x.SetExperimentTag),
    write(
        "POST",
        f"{API}/experiments/delete-experiment-tag",
        experiments.delete_tag,
        x.DeleteExperimentTag,
    ),
)
