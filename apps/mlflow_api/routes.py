"""Every address of MLflow's protocol that Naiad answers, in one table.

What is not here is refused as ENDPOINT_NOT_FOUND; docs/mlflow.md says what that leaves out.
"""

from collections.abc import Iterator

from apps.mlflow_api.contracts import Handler, Lane, Route
from apps.mlflow_api.handlers import (
    artifacts,
    experiments,
    ingest,
    logged_models,
    metrics,
    model_versions,
    registered_models,
    runs,
    server,
    workspaces,
)
from apps.mlflow_api.messages import artifacts as files
from apps.mlflow_api.messages import experiments as x
from apps.mlflow_api.messages import logged_models as lm
from apps.mlflow_api.messages import metrics as m
from apps.mlflow_api.messages import registry as reg
from apps.mlflow_api.messages import runs as r
from apps.mlflow_api.messages import workspaces as w
from apps.mlflow_api.messages.common import Empty, RunMessage
from apps.mlflow_api.wire import Message

API = "/api/2.0/mlflow"
API_3 = "/api/3.0/mlflow"
FILES = "/api/2.0/mlflow-artifacts"

_Line = tuple[str, str, Handler, type[Message]]

_READS: tuple[_Line, ...] = (
    ("GET", f"{API}/experiments/get", experiments.get, x.ExperimentMessage),
    ("GET", f"{API}/experiments/get-by-name", experiments.get_by_name, x.GetExperimentByName),
    ("GET", f"{API}/experiments/search", experiments.search, x.SearchExperiments),
    ("POST", f"{API}/experiments/search", experiments.search, x.SearchExperiments),
    ("POST", f"{API}/experiments/search-datasets", experiments.search_datasets, x.SearchDatasets),
    ("GET", f"{API}/runs/get", runs.get, RunMessage),
    ("POST", f"{API}/runs/search", runs.search, r.SearchRuns),
    ("GET", f"{API}/metrics/get-history", metrics.get_history, m.GetMetricHistory),
    ("GET", f"{API}/metrics/get-history-bulk", metrics.get_history_bulk, m.GetMetricHistoryBulk),
    (
        "GET",
        f"{API}/metrics/get-history-bulk-interval",
        metrics.get_history_bulk_interval,
        m.GetMetricHistoryBulkInterval,
    ),
    ("GET", f"{API}/logged-models/{{model_id}}", logged_models.get, lm.GetLoggedModel),
    ("POST", f"{API}/logged-models/search", logged_models.search, lm.SearchLoggedModels),
    ("GET", f"{API}/registered-models/get", registered_models.get, reg.Named),
    ("GET", f"{API}/registered-models/search", registered_models.search, reg.Search),
    (
        "GET",
        f"{API}/registered-models/get-latest-versions",
        registered_models.get_latest_versions,
        reg.GetLatestVersions,
    ),
    (
        "POST",
        f"{API}/registered-models/get-latest-versions",
        registered_models.get_latest_versions,
        reg.GetLatestVersions,
    ),
    ("GET", f"{API}/registered-models/alias", registered_models.get_by_alias, reg.Alias),
    ("GET", f"{API}/model-versions/get", model_versions.get, reg.Version),
    ("GET", f"{API}/model-versions/search", model_versions.search, reg.SearchVersions),
    ("GET", f"{API}/model-versions/get-download-uri", model_versions.get_download_uri, reg.Version),
    ("GET", f"{API_3}/workspaces", workspaces.list_all, Empty),
    ("GET", f"{API_3}/workspaces/{{workspace_name}}", workspaces.get, Empty),
)

_WRITES: tuple[_Line, ...] = (
    ("POST", f"{API}/experiments/create", experiments.create, x.CreateExperiment),
    ("POST", f"{API}/experiments/update", experiments.update, x.UpdateExperiment),
    ("POST", f"{API}/experiments/delete", experiments.delete, x.ExperimentMessage),
    ("POST", f"{API}/experiments/restore", experiments.restore, x.ExperimentMessage),
    ("POST", f"{API}/experiments/set-experiment-tag", experiments.set_tag, x.SetExperimentTag),
    (
        "POST",
        f"{API}/experiments/delete-experiment-tag",
        experiments.delete_tag,
        x.DeleteExperimentTag,
    ),
    ("POST", f"{API}/runs/create", runs.create, r.CreateRun),
    ("POST", f"{API}/runs/update", runs.update, r.UpdateRun),
    ("POST", f"{API}/runs/delete", runs.delete, RunMessage),
    ("POST", f"{API}/runs/restore", runs.restore, RunMessage),
    ("POST", f"{API}/runs/set-tag", runs.set_tag, r.KeyValue),
    ("POST", f"{API}/runs/delete-tag", runs.delete_tag, r.DeleteTag),
    ("POST", f"{API}/runs/log-batch", ingest.log_batch, r.LogBatch),
    ("POST", f"{API}/runs/log-metric", ingest.log_metric, r.LogMetric),
    ("POST", f"{API}/runs/log-parameter", ingest.log_parameter, r.KeyValue),
    ("POST", f"{API}/runs/log-inputs", ingest.log_inputs, r.LogInputs),
    ("POST", f"{API}/runs/outputs", ingest.log_outputs, r.LogOutputs),
    ("POST", f"{API}/runs/log-model", ingest.log_model, r.LogModel),
    ("POST", f"{API}/logged-models", logged_models.create, lm.CreateLoggedModel),
    ("PATCH", f"{API}/logged-models/{{model_id}}", logged_models.finalize, lm.FinalizeLoggedModel),
    ("DELETE", f"{API}/logged-models/{{model_id}}", logged_models.delete, Empty),
    ("POST", f"{API}/logged-models/{{model_id}}/params", logged_models.log_params, lm.ModelParams),
    ("PATCH", f"{API}/logged-models/{{model_id}}/tags", logged_models.set_tags, lm.ModelTags),
    (
        "DELETE",
        f"{API}/logged-models/{{model_id}}/tags/{{tag_key:path}}",
        logged_models.delete_tag,
        Empty,
    ),
    (
        "POST",
        f"{API}/registered-models/create",
        registered_models.create,
        reg.CreateRegisteredModel,
    ),
    (
        "POST",
        f"{API}/registered-models/rename",
        registered_models.rename,
        reg.RenameRegisteredModel,
    ),
    (
        "PATCH",
        f"{API}/registered-models/update",
        registered_models.update,
        reg.UpdateRegisteredModel,
    ),
    ("DELETE", f"{API}/registered-models/delete", registered_models.delete, reg.Named),
    ("POST", f"{API}/registered-models/set-tag", registered_models.set_tag, reg.SetModelTag),
    (
        "DELETE",
        f"{API}/registered-models/delete-tag",
        registered_models.delete_tag,
        reg.DeleteModelTag,
    ),
    ("POST", f"{API}/registered-models/alias", registered_models.set_alias, reg.SetAlias),
    ("DELETE", f"{API}/registered-models/alias", registered_models.delete_alias, reg.Alias),
    ("POST", f"{API}/model-versions/create", model_versions.create, reg.CreateModelVersion),
    ("PATCH", f"{API}/model-versions/update", model_versions.update, reg.UpdateModelVersion),
    (
        "POST",
        f"{API}/model-versions/transition-stage",
        model_versions.transition_stage,
        reg.TransitionStage,
    ),
    ("DELETE", f"{API}/model-versions/delete", model_versions.delete, reg.Version),
    ("POST", f"{API}/model-versions/set-tag", model_versions.set_tag, reg.SetVersionTag),
    (
        "DELETE",
        f"{API}/model-versions/delete-tag",
        model_versions.delete_tag,
        reg.DeleteVersionTag,
    ),
    ("POST", f"{API_3}/workspaces", workspaces.create, w.CreateWorkspace),
    ("PATCH", f"{API_3}/workspaces/{{workspace_name}}", workspaces.update, w.UpdateWorkspace),
)

_FILES: tuple[_Line, ...] = (
    ("GET", f"{API}/artifacts/list", artifacts.list_of_run, files.ListRunArtifacts),
    (
        "POST",
        f"{API}/artifacts/presigned-download-url",
        artifacts.presign_download,
        files.PresignDownload,
    ),
    (
        "POST",
        f"{API}/artifacts/presigned-upload-url",
        artifacts.presign_upload,
        files.PresignUpload,
    ),
    ("GET", f"{FILES}/artifacts", artifacts.list_files, files.ListFiles),
    ("GET", f"{FILES}/artifacts/{{artifact_path:path}}", artifacts.download, Empty),
    ("GET", f"{FILES}/presigned/{{artifact_path:path}}", artifacts.presign, Empty),
    ("GET", "/get-artifact", artifacts.download_of_run, files.RunFile),
    (
        "GET",
        "/model-versions/get-artifact",
        artifacts.download_of_version,
        files.ModelVersionFile,
    ),
    (
        "GET",
        f"{API}/logged-models/{{model_id}}/artifacts/directories",
        artifacts.list_of_model,
        files.ListModelArtifacts,
    ),
    (
        "GET",
        f"{API}/logged-models/{{model_id}}/artifacts/files",
        artifacts.download_of_model,
        files.ModelFile,
    ),
    ("DELETE", f"{FILES}/artifacts/{{artifact_path:path}}", artifacts.delete, Empty),
    (
        "POST",
        f"{FILES}/mpu/create/{{artifact_path:path}}",
        artifacts.create_multipart,
        files.CreateMultipart,
    ),
    (
        "POST",
        f"{FILES}/mpu/complete/{{artifact_path:path}}",
        artifacts.complete_multipart,
        files.CompleteMultipart,
    ),
    (
        "POST",
        f"{FILES}/mpu/abort/{{artifact_path:path}}",
        artifacts.abort_multipart,
        files.AbortMultipart,
    ),
)


def _routes() -> Iterator[Route]:
    for lines, lane in (
        (_READS, Lane.READ),
        (_WRITES, Lane.WRITE),
        (_FILES, Lane.FILES),
    ):
        for method, template, handler, body in lines:
            yield Route(method=method, template=template, handler=handler, body=body, lane=lane)
    yield Route(
        method="PUT",
        template=f"{FILES}/artifacts/{{artifact_path:path}}",
        handler=artifacts.upload,
        body=Empty,
        lane=Lane.FILES,
        upload=True,
    )
    for template, handler in (
        ("/version", server.version),
        (f"{API_3}/server-info", server.server_info),
    ):
        yield Route(method="GET", template=template, handler=handler, body=Empty, public=True)


ROUTES: tuple[Route, ...] = tuple(_routes())
