"""Scripts of a user, run by a real MLflow client in a process of its own."""

import os
import subprocess
import sys
import textwrap

from tests.e2e.client import Client


def start_script(client: Client, code: str, **environment: str) -> "subprocess.Popen[str]":
    """The running script; what it prints and reads are pipes."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", textwrap.dedent(code)],
        env={
            **os.environ,
            "MLFLOW_TRACKING_URI": client.url,
            "MLFLOW_TRACKING_TOKEN": client.token,
            "MLFLOW_ENABLE_ASYNC_TRACE_LOGGING": "false",
            "GIT_PYTHON_REFRESH": "quiet",
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run_script(client: Client, code: str) -> list[str]:
    """The lines that a script printed; one that fails raises."""
    process = start_script(client, code)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output.splitlines()
