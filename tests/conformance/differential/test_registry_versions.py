"""Versions of models and their stages, by the client."""

import mlflow

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

OWNER = differences.OWNER
ELSEWHERE = "s3://bucket/model"


def test_a_version_is_made_and_described(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        make = client.create_model_version
        here.see("create", make, "m", ELSEWHERE, tags={"a": "1"}, description="One.", differs=OWNER)
        here.see("create bare", make, "m", ELSEWHERE, differs=OWNER)
        here.see("create with a link", make, "m", ELSEWHERE, run_link="http://x", differs=OWNER)
        here.see("of nobody", make, "nobody", ELSEWHERE)
        here.see("get", client.get_model_version, "m", "1", differs=OWNER)
        here.see("get by number", client.get_model_version, "m", 2, differs=OWNER)
        here.see("get none", client.get_model_version, "m", "9")
        here.see("get zero", client.get_model_version, "m", "0")
        here.see("get below", client.get_model_version, "m", "-1")
        here.see("get far above", client.get_model_version, "m", str(2**31 - 1))
        here.see("get no number", client.get_model_version, "m", "x")
        here.see("describe", client.update_model_version, "m", "1", "New.", differs=OWNER)
        here.see("describe by none", client.update_model_version, "m", "1")
        here.see("describe nobody", client.update_model_version, "m", "9", "x")

    both(scenario)


def test_a_version_is_tagged_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        make = client.create_model_version
        for _ in range(3):
            make("m", ELSEWHERE)
        here.see("tag", client.set_model_version_tag, "m", "1", "k", "v")
        here.see("tag again", client.set_model_version_tag, "m", "1", "k", "w")
        here.see("tag of none", client.set_model_version_tag, "m", "9", "k", "v")
        here.see("delete a tag", client.delete_model_version_tag, "m", "1", "k")
        here.see("delete it again", client.delete_model_version_tag, "m", "1", "k")
        here.see("delete a tag of none", client.delete_model_version_tag, "m", "9", "a")
        here.see("tagged", client.get_model_version, "m", "1", differs=OWNER)
        here.see("uri", client.get_model_version_download_uri, "m", "1")
        here.see("uri of none", client.get_model_version_download_uri, "m", "9")
        here.see("delete", client.delete_model_version, "m", "3")
        here.see("delete again", client.delete_model_version, "m", "3")
        here.see("a number is used once", make, "m", ELSEWHERE, differs=OWNER)
        here.see("all", client.search_model_versions, "name = 'm'", differs=OWNER)
        here.see("stages", client.get_model_version_stages, "m", "1")

    both(scenario)


def test_a_tag_is_set_on_what_stands_in_a_stage(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        client.create_model_version("m", ELSEWHERE)
        client.transition_model_version_stage("m", "1", "Staging")
        here.see("set", client.set_model_version_tag, "m", key="k", value="v", stage="Staging")
        here.see("delete", client.delete_model_version_tag, "m", key="k", stage="Staging")
        here.see("none stands", client.set_model_version_tag, "m", key="k", value="v", stage="None")

    both(scenario)


def test_versions_move_between_stages(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        move = client.transition_model_version_stage
        client.create_registered_model("m")
        for _ in range(4):
            client.create_model_version("m", ELSEWHERE)
        here.see("to production", move, "m", "1", "Production", differs=OWNER)
        here.see("in other letters", move, "m", "2", "PRODUCTION", differs=OWNER)
        here.see("both stand", client.get_latest_versions, "m", differs=OWNER)
        here.see(
            "instead of them", move, "m", "3", "production", archive_existing_versions=True,
            differs=OWNER,
        )  # fmt: skip
        here.see("newest", client.get_latest_versions, "m", differs=OWNER)
        here.see("newest there", client.get_latest_versions, "m", ["Archived"], differs=OWNER)
        here.see("newest nowhere", client.get_latest_versions, "m", ["Staging"])
        here.see("newest of none", client.get_latest_versions, "nobody")
        here.see("newest in no stage", client.get_latest_versions, "m", ["Heaven"])
        here.see("to no stage", move, "m", "1", "Heaven")
        here.see("of nobody", move, "m", "9", "Staging")
        here.see(
            "archive what is idle", move, "m", "1", "None", archive_existing_versions=True,
            differs=differences.SERVER_FAILS,
        )  # fmt: skip
        here.see("as it stands", client.get_registered_model, "m", differs=OWNER)

    both(scenario)


def test_a_run_and_a_logged_model_are_registered(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment = here.experiment()
        run_id = here.run(experiment)
        client.create_registered_model("m")
        root = client.get_run(run_id).info.artifact_uri
        make = client.create_model_version
        here.see("of a run", make, "m", f"runs:/{run_id}/model", run_id, differs=OWNER)
        here.see("its files", client.get_model_version_download_uri, "m", "1")
        here.see("by the files", make, "m", f"{root}/model", run_id, differs=OWNER)
        here.see("its files", client.get_model_version_download_uri, "m", "2")
        model = client.create_logged_model(experiment, name="logged", source_run_id=run_id)
        source = f"models:/{model.model_id}"
        here.see("logged", make, "m", source, model_id=model.model_id, differs=OWNER)
        here.see("its files", client.get_model_version_download_uri, "m", "3")
        body = {"name": "m", "version": "3"}
        here.get("as it is sent", "model-versions/get", params=body,
                 differs=(OWNER, differences.MODEL_ID))  # fmt: skip
        here.see("noted", lambda: client.get_logged_model(model.model_id).tags)
        here.see("again", make, "m", source, model_id=model.model_id, differs=OWNER)
        here.see("noted twice", lambda: client.get_logged_model(model.model_id).tags)
        here.see("of another run", make, "m", f"runs:/{run_id}/model", here.run(experiment))
        here.see("run or model", make, "m", f"runs:/{run_id}/m", run_id, model_id=model.model_id)
        here.see("another model", make, "m", source, model_id="m-" + "0" * 32)
        here.see("search by run", client.search_model_versions, f"run_id = '{run_id}'",
                 differs=OWNER)  # fmt: skip

    both(scenario)


def test_a_copy_points_at_the_same_files(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        run_id = here.run()
        client.create_registered_model("m")
        client.create_model_version("m", f"runs:/{run_id}/model", run_id)
        client.set_registered_model_alias("m", "best", "1")
        client.transition_model_version_stage("m", "1", "Staging")
        here.see("copy", client.copy_model_version, "models:/m/1", "n", differs=OWNER)
        here.see("copy again", client.copy_model_version, "models:/m@best", "n", differs=OWNER)
        here.see(
            "copy of a stage", client.copy_model_version, "models:/m/Staging", "n", differs=OWNER
        )
        here.see(
            "copy of latest", client.copy_model_version, "models:/m/latest", "n", differs=OWNER
        )
        here.see("copy of a copy", client.copy_model_version, "models:/n/1", "o", differs=OWNER)
        here.see("files", client.get_model_version_download_uri, "n", "1")
        here.see("files of a copy's copy", client.get_model_version_download_uri, "o", "1")
        here.see("copy of nobody", client.copy_model_version, "models:/nobody/1", "n")
        here.see("copy of no version", client.copy_model_version, "models:/m/9", "n")
        here.see("copy of no model", client.copy_model_version, "runs:/x/y", "n")
        body = {"name": "n", "source": "models:/m/1", "run_id": "0" * 32}
        here.post("copy of another run", "model-versions/create", body)

    both(scenario)


def test_a_model_is_registered_by_the_fluent_functions(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment(here.unique("fluent"))
        with mlflow.start_run() as run:
            mlflow.log_text("x", "model/MLmodel")
        uri = f"runs:/{run.info.run_id}/model"
        here.see("register", mlflow.register_model, uri, "m", tags={"a": "1"}, differs=OWNER)
        here.see("register anew", mlflow.register_model, uri, "m", differs=OWNER)
        here.see("tag", mlflow.set_model_version_tag, "m", "1", "k", "v")
        here.see("models", mlflow.search_registered_models, differs=OWNER)
        here.see("versions", mlflow.search_model_versions, filter_string="name='m'", differs=OWNER)
        here.see("again of it", mlflow.register_model, "models:/m/1", "copy", differs=OWNER)

    both(scenario)


SOURCES = (
    "gs://bucket/model",
    "s3://bucket/../other",
    "s3://bucket/%2e%2e/other",
    "http://host/model",
    "http://host/api/2.0/mlflow-artifacts/artifacts/1/2",
    "mlflow-artifacts:/1/2/artifacts",
    "mlflow-artifacts:/1/%2e%2e/x",
    "models:/nobody/1",
    "models://host/m/1",
    "runs://host/m/1",
    "models:/m-" + "0" * 32,
    "/etc/passwd",
    "file:///etc/passwd",
    "relative/path",
    "dummy-source",
    "ftp://host/model",
    "sftp://host/model",
)


def test_a_source_is_taken_or_refused_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        here.client.create_registered_model("m")
        for source in SOURCES:
            known = OWNER if source.startswith("gs:") else ()
            sent = {"name": "m", "source": source}
            here.post(source, "model-versions/create", sent, differs=known)

    both(scenario)
