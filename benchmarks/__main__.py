"""`make bench`: every comparison, one after another; some ten minutes.

Each prints ours, MLflow's and the ratio; PERFORMANCE targets stand in docs/benchmarks.md.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run them; the exit code says whether all ran."""
    with tempfile.TemporaryDirectory(prefix="naiad-bench-") as folder:
        filled = {**os.environ, "NAIAD_DATA_DIR": folder}
        steps: list[tuple[list[str], dict[str, str]]] = [
            (["ingest.py"], dict(os.environ)),
            (["footprint.py"], dict(os.environ)),
            (["storage.py"], dict(os.environ)),
            (["fill.py", "--runs", "100000"], filled),
            (["search.py"], filled),
        ]
        codes = [_run(command, environment) for command, environment in steps]
    return max(codes)


def _run(command: list[str], environment: dict[str, str]) -> int:
    print(f"── {' '.join(command)}", flush=True)
    script, *arguments = command
    return subprocess.run(
        [sys.executable, str(HERE / script), *arguments], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
