"""A client's script, run against Naiad as its user would run it: told where by the environment."""

from pathlib import Path

from tests.conformance.clients.environments import Environment
from tests.naiad_process import NaiadProcess


def run_script(
    environment: Environment,
    script: Path,
    *arguments: str,
    naiad: NaiadProcess,
    token: str,
    folder: Path,
) -> list[str]:
    """The lines that the script printed."""
    printed = environment.run(
        script,
        *arguments,
        HOME=str(folder),
        TMPDIR=str(folder),
        MLFLOW_TRACKING_URI=naiad.url,
        MLFLOW_TRACKING_TOKEN=token,
        MLFLOW_HTTP_REQUEST_MAX_RETRIES="0",
        MLFLOW_DISABLE_TELEMETRY="true",
        MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
        GIT_PYTHON_REFRESH="quiet",
        MPLCONFIGDIR=str(folder),
        # What a model needs is not the question here, and a second Python would look into it.
        MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT="1",
        # scikit-learn 1.3 looks through all its modules, and one of them minds which comes first.
        SETUPTOOLS_USE_DISTUTILS="stdlib",
    )
    return printed.splitlines()
