"""The agent beside a job: code, environment, console, metrics, and a server that comes and goes."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from apps.jobs.contracts import CodeRef, ExitReason, Phase
from tests.workers.executor_conformance import ending_of, log_of, submit_running
from tests.workers.naiad_server import NaiadServer
from tests.workers.polling import eventually
from tests.workers.specs import make_spec, python
from workers.agent import python_environment
from workers.executors.local.executor import LocalExecutor

EMPTY_WHEEL = "nothing-1.0-py3-none-any.whl"


@pytest.fixture
def executor(tmp_path: Path) -> LocalExecutor:
    return LocalExecutor(settings={"data_dir": tmp_path})


def code_ref(data: bytes, *, filename: str = "") -> CodeRef:
    return CodeRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data), filename=filename)


def make_wheel(folder: Path) -> Path:
    """A package with one module and nothing to download."""
    info = "nothing-1.0.dist-info"
    files = {
        "nothing.py": "VALUE = 42\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: nothing\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(folder / EMPTY_WHEEL, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return folder / EMPTY_WHEEL


def test_single_file_of_code_is_run(executor: LocalExecutor, naiad: NaiadServer) -> None:
    naiad.code = b"print('from the file')"
    code = code_ref(naiad.code, filename="train.py")
    spec = make_spec(("python", "train.py"), code=code, server_url=naiad.url)
    handle = executor.submit(spec)
    assert ending_of(executor, handle).phase is Phase.SUCCEEDED
    assert b"from the file\n" in log_of(executor, handle)


def test_code_that_was_changed_on_its_way_is_not_run(
    executor: LocalExecutor, naiad: NaiadServer
) -> None:
    naiad.code = b"print('evil')"
    spec = make_spec(code=code_ref(b"print('good')", filename="a.py"), server_url=naiad.url)
    ending = ending_of(executor, executor.submit(spec))
    assert (ending.phase, ending.reason) == (Phase.FAILED, ExitReason.CODE_FAILED)


def test_console_reaches_the_server_while_the_job_runs(
    executor: LocalExecutor, naiad: NaiadServer
) -> None:
    spec = make_spec("echo up; sleep 600", server_url=naiad.url)
    handle = executor.submit(spec)
    eventually(lambda: b"up\n" in naiad.log)
    executor.cancel(handle)
    ending_of(executor, handle)
    assert b"cancelled" in naiad.log
    assert naiad.tokens == {"Bearer nai_run-token"}


def test_server_that_was_away_gets_everything_once(
    executor: LocalExecutor, naiad: NaiadServer, tmp_path: Path
) -> None:
    naiad.away.set()
    gate = tmp_path / "gate"
    command = f"echo up; while [ ! -e {gate} ]; do sleep 0.05; done; echo end"
    handle = submit_running(executor, make_spec(command, server_url=naiad.url))
    naiad.away.clear()
    eventually(lambda: naiad.log == b"up\n")
    gate.touch()
    ending_of(executor, handle)
    assert bytes(naiad.log) == log_of(executor, handle)


def test_metrics_of_job_and_machine_are_logged(executor: LocalExecutor, naiad: NaiadServer) -> None:
    spec = make_spec("echo up; sleep 600", server_url=naiad.url)
    handle = executor.submit(spec)
    eventually(lambda: naiad.metrics)
    executor.cancel(handle)
    ending_of(executor, handle)
    keys = {metric["key"] for metric in naiad.metrics}
    assert {
        "system/cpu_utilization_percentage",
        "system/system_memory_usage_megabytes",
        "system/disk_usage_percentage",
        "system/network_receive_megabytes",
        "system/job_memory_usage_megabytes",
    } <= keys


def test_phases_ring_at_the_server(executor: LocalExecutor, naiad: NaiadServer) -> None:
    ending_of(executor, executor.submit(make_spec("sleep 0.2", server_url=naiad.url)))
    told = eventually(lambda: {s["phase"] for s in naiad.statuses} >= {"RUNNING", "SUCCEEDED"})
    assert told


def test_requirements_make_an_environment_that_is_kept(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    requirements = f"nothing @ {make_wheel(tmp_path).as_uri()}\n"
    source = "import nothing; print('value', nothing.VALUE, nothing.__file__)"
    first, second = (
        executor.submit(make_spec(python(source), requirements=requirements)) for _ in "ab"
    )
    assert ending_of(executor, first).phase is ending_of(executor, second).phase is Phase.SUCCEEDED
    logs = log_of(executor, first) + log_of(executor, second)
    assert logs.count(b"value 42 " + bytes(tmp_path / "environments")) == 2
    assert logs.count(b"The Python environment is ready.") == 1


def test_environment_has_nothing_of_the_server(executor: LocalExecutor, tmp_path: Path) -> None:
    requirements = f"nothing @ {make_wheel(tmp_path).as_uri()}\n"
    handle = executor.submit(make_spec(python("import django"), requirements=requirements))
    assert ending_of(executor, handle).reason is ExitReason.EXIT_CODE
    assert b"ModuleNotFoundError" in log_of(executor, handle)


def test_what_a_command_installs_stays_with_its_job(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    install = f"pip install {make_wheel(tmp_path)}"
    check = "python -c 'import nothing, psutil; print(nothing.__file__)'"
    first = executor.submit(make_spec(f"{install} && {check}"))
    assert ending_of(executor, first).phase is Phase.SUCCEEDED
    assert bytes(tmp_path / "jobs") in log_of(executor, first)
    second = executor.submit(make_spec("python -c 'import nothing'"))
    assert ending_of(executor, second).phase is Phase.FAILED


def test_requirements_that_cannot_be_installed_fail_with_their_reason(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    missing = (tmp_path / "missing-1.0-py3-none-any.whl").as_uri()
    handle = executor.submit(make_spec(requirements=f"missing @ {missing}\n"))
    assert ending_of(executor, handle).reason is ExitReason.ENVIRONMENT_FAILED
    assert b"missing" in log_of(executor, handle)


def test_environments_that_nobody_uses_are_removed(executor: LocalExecutor, tmp_path: Path) -> None:
    requirements = f"nothing @ {make_wheel(tmp_path).as_uri()}\n"
    ending_of(executor, executor.submit(make_spec(requirements=requirements)))
    root = tmp_path / "environments"
    assert python_environment.remove_unused(root, unused_for=3600) == 0
    assert python_environment.remove_unused(root, unused_for=0) == 1
    assert not [path for path in root.iterdir() if path.is_dir()]


def test_environment_that_was_interrupted_is_made_anew(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    requirements = f"nothing @ {make_wheel(tmp_path).as_uri()}\n"
    half_made = tmp_path / "environments" / python_environment._name(requirements)
    (half_made / "bin").mkdir(parents=True)
    handle = executor.submit(make_spec(python("import nothing"), requirements=requirements))
    assert ending_of(executor, handle).phase is Phase.SUCCEEDED


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("# locked\nsix==1.17\n", True),
        ("six==1.17 \\\n    --hash=sha256:00\n", True),
        ("six\n", False),
        ("# a comment\nsix\n", False),
    ],
)
def test_complete_lists_are_recognised(text: str, *, complete: bool) -> None:
    assert python_environment.is_complete_list(text) is complete
