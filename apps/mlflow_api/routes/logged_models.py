"""Logged models."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import logged_models
from apps.mlflow_api.messages import logged_models as lm
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API, read, write

ROUTES: tuple[Route, ...] = (
    read("GET", f"{API}/logged-models/{{model_id}}", logged_models.get, lm.GetLoggedModel),
    read("POST", f"{API}/logged-models/search", logged_models.search, lm.SearchLoggedModels),
    write("POST", f"{API}/logged-models", logged_models.create, lm.CreateLoggedModel),
    write(
        "PATCH", f"{API}/logged-models/{{model_id}}", logged_models.finalize, lm.FinalizeLoggedModel
    ),
    write("DELETE", f"{API}/logged-models/{{model_id}}", logged_models.delete, Empty),
    write(
        "POST", f"{API}/logged-models/{{model_id}}/params", logged_models.log_params, lm.ModelParams
    ),
    write("PATCH", f"{API}/logged-models/{{model_id}}/tags", logged_models.set_tags, lm.ModelTags),
    write(
        "DELETE",
        f"{API}/logged-models/{{model_id}}/tags/{{tag_key:path}}",
        logged_models.delete_tag,
        Empty,
    ),
)
