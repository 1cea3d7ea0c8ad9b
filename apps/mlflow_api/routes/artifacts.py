"""Files: the proxy, listings, direct transfers."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import artifacts
from apps.mlflow_api.messages import artifacts as files
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API, FILES, transfer, upload

ROUTES: tuple[Route, ...] = (
    transfer("GET", f"{API}/artifacts/list", artifacts.list_of_run, files.ListRunArtifacts),
    transfer(
        "POST",
        f"{API}/artifacts/presigned-download-url",
        artifacts.presign_download,
        files.PresignDownload,
    ),
    transfer(
        "POST",
        f"{API}/artifacts/presigned-upload-url",
        artifacts.presign_upload,
        files.PresignUpload,
    ),
    transfer("GET", f"{FILES}/artifacts", artifacts.list_files, files.ListFiles),
    transfer("GET", f"{FILES}/artifacts/{{artifact_path:path}}", artifacts.download, Empty),
    transfer("GET", f"{FILES}/presigned/{{artifact_path:path}}", artifacts.presign, Empty),
    transfer("GET", "/get-artifact", artifacts.download_of_run, files.RunFile),
    transfer(
        "GET", "/model-versions/get-artifact", artifacts.download_of_version, files.ModelVersionFile
    ),
    transfer(
        "GET",
        f"{API}/logged-models/{{model_id}}/artifacts/directories",
        artifacts.list_of_model,
        files.ListModelArtifacts,
    ),
    transfer(
        "GET",
        f"{API}/logged-models/{{model_id}}/artifacts/files",
        artifacts.download_of_model,
        files.ModelFile,
    ),
    transfer("DELETE", f"{FILES}/artifacts/{{artifact_path:path}}", artifacts.delete, Empty),
    transfer(
        "POST",
        f"{FILES}/mpu/create/{{artifact_path:path}}",
        artifacts.create_multipart,
        files.CreateMultipart,
    ),
    transfer(
        "POST",
        f"{FILES}/mpu/complete/{{artifact_path:path}}",
        artifacts.complete_multipart,
        files.CompleteMultipart,
    ),
    transfer(
        "POST",
        f"{FILES}/mpu/abort/{{artifact_path:path}}",
        artifacts.abort_multipart,
        files.AbortMultipart,
    ),
    upload(f"{FILES}/artifacts/{{artifact_path:path}}", artifacts.upload),
)
