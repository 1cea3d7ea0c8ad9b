"""Registered models and their versions."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import model_versions, registered_models
from apps.mlflow_api.messages import registry as reg
from apps.mlflow_api.routes.lines import API, read, write

ROUTES: tuple[Route, ...] = (
    read("GET", f"{API}/registered-models/get", registered_models.get, reg.Named),
    read("GET", f"{API}/registered-models/search", registered_models.search, reg.Search),
    read(
        "GET",
        f"{API}/registered-models/get-latest-versions",
        registered_models.get_latest_versions,
        reg.GetLatestVersions,
    ),
    read(
        "POST",
        f"{API}/registered-models/get-latest-versions",
        registered_models.get_latest_versions,
        reg.GetLatestVersions,
    ),
    read("GET", f"{API}/registered-models/alias", registered_models.get_by_alias, reg.Alias),
    read("GET", f"{API}/model-versions/get", model_versions.get, reg.Version),
    read("GET", f"{API}/model-versions/search", model_versions.search, reg.SearchVersions),
    read(
        "GET",
        f"{API}/model-versions/get-download-uri",
        model_versions.get_download_uri,
        reg.Version,
    ),
    write(
        "POST",
        f"{API}/registered-models/create",
        registered_models.create,
        reg.CreateRegisteredModel,
    ),
    write(
        "POST",
        f"{API}/registered-models/rename",
        registered_models.rename,
        reg.RenameRegisteredModel,
    ),
    write(
        "PATCH",
        f"{API}/registered-models/update",
        registered_models.update,
        reg.UpdateRegisteredModel,
    ),
    write("DELETE", f"{API}/registered-models/delete", registered_models.delete, reg.Named),
    write("POST", f"{API}/registered-models/set-tag", registered_models.set_tag, reg.SetModelTag),
    write(
        "DELETE",
        f"{API}/registered-models/delete-tag",
        registered_models.delete_tag,
        reg.DeleteModelTag,
    ),
    write("POST", f"{API}/registered-models/alias", registered_models.set_alias, reg.SetAlias),
    write("DELETE", f"{API}/registered-models/alias", registered_models.delete_alias, reg.Alias),
    write("POST", f"{API}/model-versions/create", model_versions.create, reg.CreateModelVersion),
    write("PATCH", f"{API}/model-versions/update", model_versions.update, reg.UpdateModelVersion),
    write(
        "POST",
        f"{API}/model-versions/transition-stage",
        model_versions.transition_stage,
        reg.TransitionStage,
    ),
    write("DELETE", f"{API}/model-versions/delete", model_versions.delete, reg.Version),
    write("POST", f"{API}/model-versions/set-tag", model_versions.set_tag, reg.SetVersionTag),
    write(
        "DELETE",
        f"{API}/model-versions/delete-tag",
        model_versions.delete_tag,
        reg.DeleteVersionTag,
    ),
)
