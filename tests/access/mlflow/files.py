"""Doors of MLflow's protocol: files."""

from tests.access.mlflow.addresses import FILES, V2, get
from tests.access.people import CONTRIBUTORS, MAINTAINERS, VIEWERS, Door, door

_RUN = {"run_id": "{run_id}"}
_FOLDER = "{experiment_id}/{run_id}/artifacts"
_FILE = f"{_FOLDER}/notes.txt"

DOORS: tuple[Door, ...] = (
    get(f"{V2}/artifacts/list", VIEWERS, "run_id={run_id}"),
    door("POST", f"{V2}/artifacts/presigned-download-url", VIEWERS, {**_RUN, "path": "notes.txt"}),
    door("POST", f"{V2}/artifacts/presigned-upload-url", CONTRIBUTORS, {**_RUN, "path": "a.txt"}),
    get("/get-artifact", VIEWERS, "run_id={run_id}&path=notes.txt"),
    get("/model-versions/get-artifact", VIEWERS, "name={model_name}&version=1&path=notes.txt"),
    get(f"{FILES}/artifacts", VIEWERS, f"path={_FOLDER}"),
    get(f"{FILES}/artifacts/{{artifact_path:path}}", VIEWERS, knock=f"{FILES}/artifacts/{_FILE}"),
    get(f"{FILES}/presigned/{{artifact_path:path}}", VIEWERS, knock=f"{FILES}/presigned/{_FILE}"),
    door(
        "PUT",
        f"{FILES}/artifacts/{{artifact_path:path}}",
        CONTRIBUTORS,
        knock=f"{FILES}/artifacts/{_FOLDER}/new.txt",
    ),
    door(
        "DELETE",
        f"{FILES}/artifacts/{{artifact_path:path}}",
        MAINTAINERS,
        knock=f"{FILES}/artifacts/{_FILE}",
    ),
    *(
        door(
            "POST",
            f"{FILES}/mpu/{verb}/{{artifact_path:path}}",
            CONTRIBUTORS,
            {"path": "big.bin", "num_parts": 1, "upload_id": "x"},
            knock=f"{FILES}/mpu/{verb}/{_FOLDER}",
        )
        for verb in ("create", "complete", "abort")
    ),
)
