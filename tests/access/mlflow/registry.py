"""Doors of MLflow's protocol: registry."""

from tests.access.mlflow.addresses import V2, get
from tests.access.people import ANNOTATORS, CONTRIBUTORS, MAINTAINERS, VIEWERS, Door, and_jobs, door

_MODEL = {"name": "{model_name}"}
_VERSION = {**_MODEL, "version": "1"}
_NEW_VERSION = {
    **_MODEL,
    "source": "mlflow-artifacts:/{experiment_id}/{run_id}/artifacts",
    "run_id": "{run_id}",
}
_TAG = {"key": "k", "value": "v"}

DOORS: tuple[Door, ...] = (
    door("POST", f"{V2}/registered-models/create", and_jobs(CONTRIBUTORS), {"name": "new"}),
    get(f"{V2}/registered-models/get", VIEWERS, "name={model_name}"),
    get(f"{V2}/registered-models/search", VIEWERS),
    get(f"{V2}/registered-models/get-latest-versions", VIEWERS, "name={model_name}"),
    door("POST", f"{V2}/registered-models/get-latest-versions", VIEWERS, _MODEL),
    get(f"{V2}/registered-models/alias", VIEWERS, "name={model_name}&alias=best"),
    door("POST", f"{V2}/registered-models/rename", MAINTAINERS, {**_MODEL, "new_name": "other"}),
    door("PATCH", f"{V2}/registered-models/update", ANNOTATORS, {**_MODEL, "description": "d"}),
    door("DELETE", f"{V2}/registered-models/delete", MAINTAINERS, _MODEL),
    door("POST", f"{V2}/registered-models/set-tag", ANNOTATORS, {**_MODEL, **_TAG}),
    door("DELETE", f"{V2}/registered-models/delete-tag", ANNOTATORS, {**_MODEL, "key": "team"}),
    door("POST", f"{V2}/registered-models/alias", CONTRIBUTORS, {**_VERSION, "alias": "new"}),
    door("DELETE", f"{V2}/registered-models/alias", CONTRIBUTORS, {**_MODEL, "alias": "best"}),
    door("POST", f"{V2}/model-versions/create", CONTRIBUTORS, _NEW_VERSION),
    get(f"{V2}/model-versions/get", VIEWERS, "name={model_name}&version=1"),
    get(f"{V2}/model-versions/search", VIEWERS),
    get(f"{V2}/model-versions/get-download-uri", VIEWERS, "name={model_name}&version=1"),
    door("PATCH", f"{V2}/model-versions/update", ANNOTATORS, {**_VERSION, "description": "d"}),
    door(
        "POST",
        f"{V2}/model-versions/transition-stage",
        CONTRIBUTORS,
        {**_VERSION, "stage": "Staging"},
    ),
    door("DELETE", f"{V2}/model-versions/delete", MAINTAINERS, _VERSION),
    door("POST", f"{V2}/model-versions/set-tag", ANNOTATORS, {**_VERSION, **_TAG}),
    door("DELETE", f"{V2}/model-versions/delete-tag", ANNOTATORS, {**_VERSION, "key": "team"}),
)
