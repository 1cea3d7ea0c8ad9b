"""What a job sees of the environment."""

import os
import sys
from pathlib import Path

from apps.jobs.contracts import Resources
from tests.workers.specs import make_spec
from workers.agent import variables
from workers.agent.python_environment import Environment

ENVIRONMENT = Environment(layer=Path("/layer"), base=Path("/env"))
SERVER = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/home/ada",
    "HTTPS_PROXY": "http://proxy:3128",
    "UV_INDEX_URL": "https://packages/simple",
    "UV_INDEX_INTERNAL_PASSWORD": "hunter2",
    "NAIAD_SECRET_KEY": "do-not-tell",
    "NAIAD_DATABASE_URL": "postgresql://naiad:secret@db/naiad",
    "AWS_SECRET_ACCESS_KEY": "do-not-tell",
}


def test_secrets_of_the_server_are_not_passed_on() -> None:
    passed_on = variables.inherited(SERVER)
    assert not [name for name in passed_on if name.startswith(("NAIAD_", "AWS_"))]
    assert passed_on["HTTPS_PROXY"] == "http://proxy:3128"


def test_index_passwords_reach_the_installer_but_not_the_job() -> None:
    assert "UV_INDEX_INTERNAL_PASSWORD" in variables.inherited(SERVER)
    job = variables.for_job(make_spec(), source=SERVER, environment=ENVIRONMENT)
    assert "hunter2" not in job.values()
    assert job["UV_INDEX_URL"] == "https://packages/simple"


def test_job_is_told_where_to_report() -> None:
    spec = make_spec(attempt_number=2, token="nai_t")
    job = variables.for_job(spec, source=SERVER, environment=ENVIRONMENT)
    assert job["MLFLOW_TRACKING_URI"] == spec.server_url
    assert job["MLFLOW_TRACKING_TOKEN"] == "nai_t"
    assert job["MLFLOW_RUN_ID"] == job["NAIAD_RUN_ID"] == spec.run_id
    assert (job["NAIAD_JOB_ID"], job["NAIAD_ATTEMPT"]) == (spec.job_id, "2")
    assert "MLFLOW_EXPERIMENT_ID" not in job


def test_own_variables_are_set_but_do_not_redirect_the_report() -> None:
    own = {"EPOCHS": "3", "MLFLOW_RUN_ID": "another", "NAIAD_JOB_ID": "another"}
    spec = make_spec(environment=own)
    job = variables.for_job(spec, source=SERVER, environment=ENVIRONMENT)
    assert job["EPOCHS"] == "3"
    assert (job["MLFLOW_RUN_ID"], job["NAIAD_JOB_ID"]) == (spec.run_id, spec.job_id)


def test_python_is_the_environment_s_and_the_server_s_own_is_not_on_the_path() -> None:
    own = str(Path(sys.executable).parent)
    server = SERVER | {"PATH": os.pathsep.join([own, "/opt/tools/bin"])}
    job = variables.for_job(make_spec(), source=server, environment=ENVIRONMENT)
    entries = job["PATH"].split(os.pathsep)
    assert entries[:2] == ["/layer/bin", "/env/bin"]
    assert job["VIRTUAL_ENV"] == "/layer"
    assert "/opt/tools/bin" in entries
    assert own not in entries or own in {"/usr/bin", "/usr/local/bin"}


def test_thread_counts_follow_the_processors_asked_for() -> None:
    job = variables.for_job(
        make_spec(resources=Resources(cpus=3)), source=SERVER, environment=ENVIRONMENT
    )
    assert (job["OMP_NUM_THREADS"], job["PYTHONUNBUFFERED"]) == ("3", "1")


def test_job_without_gpus_sees_none() -> None:
    job = variables.for_job(make_spec(), source=SERVER, environment=ENVIRONMENT)
    assert job["CUDA_VISIBLE_DEVICES"] == ""
    two = variables.for_job(make_spec(gpu_devices=(0, 2)), source=SERVER, environment=ENVIRONMENT)
    assert two["CUDA_VISIBLE_DEVICES"] == "0,2"
