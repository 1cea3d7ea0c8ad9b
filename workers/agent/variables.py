"""The environment variables of agents and jobs: of the server's own, only what is on a list."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from apps.jobs.contracts import JobSpec
from workers.agent.processes import MARKER
from workers.agent.python_environment import Environment

_PASSED_ON = frozenset(
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "LD_LIBRARY_PATH",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
    ]
)
_PASSED_ON_PREFIXES = ("LC_", "CUDA", "NVIDIA_", "ROCR_", "HIP_", "UV_", "PIP_")
_SECRET = re.compile(r"PASSWORD|TOKEN|SECRET|CREDENTIAL|API_KEY", re.IGNORECASE)
_DEFAULTS = {
    "LANG": "C.UTF-8",
    "PYTHONUNBUFFERED": "1",
    "GIT_PYTHON_REFRESH": "quiet",
}
_THREAD_COUNTS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
)


def inherited(source: Mapping[str, str]) -> dict[str, str]:
    """What an agent may see of the server's environment."""
    return {
        name: value
        for name, value in source.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES)
    }


def for_job(
    spec: JobSpec, *, source: Mapping[str, str], environment: Environment
) -> dict[str, str]:
    """What a job sees: the harmless part of ours, the person's own, and where it reports to."""
    passed_on = {
        name: value for name, value in inherited(source).items() if not _SECRET.search(name)
    }
    return (
        _DEFAULTS
        | passed_on
        | _processors(spec)
        | dict(spec.environment)
        | _python(environment, spec.environment.get("PATH") or passed_on.get("PATH", os.defpath))
        | _reporting(spec)
    )


def _processors(spec: JobSpec) -> dict[str, str]:
    threads = str(max(1, int(spec.resources.cpus)))
    devices = ",".join(str(device) for device in spec.gpu_devices)
    # Empty hides every GPU: a job that asked for none must not take another's.
    return dict.fromkeys(_THREAD_COUNTS, threads) | {"CUDA_VISIBLE_DEVICES": devices}


def _python(environment: Environment, path: str) -> dict[str, str]:
    """`python` and `pip` in the command are the job's own layer's; then come its environment's."""
    ours = {str(Path(sys.prefix) / "bin"), str(Path(sys.executable).parent)}
    system = {"/usr/bin", "/usr/local/bin", "/bin"}
    rest = [entry for entry in path.split(os.pathsep) if entry and entry not in ours - system]
    own = [str(environment.layer / "bin"), str(environment.base / "bin")]
    return {
        "PATH": os.pathsep.join([*own, *rest]),
        "VIRTUAL_ENV": str(environment.layer),
    }


def _reporting(spec: JobSpec) -> dict[str, str]:
    return {
        "MLFLOW_TRACKING_URI": spec.server_url,
        "MLFLOW_TRACKING_TOKEN": spec.token,
        "MLFLOW_RUN_ID": spec.run_id,
        "NAIAD_JOB_ID": spec.job_id,
        "NAIAD_RUN_ID": spec.run_id,
        "NAIAD_PROJECT": spec.project_key,
        "NAIAD_ATTEMPT": str(spec.attempt_number),
        MARKER: spec.attempt_id,
    }
