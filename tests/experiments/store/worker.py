"""A process that logs to a run, or folds it, until it is killed.

python -m tests.experiments.store.worker log RUN_ID WRITER     prints each step that it has logged
python -m tests.experiments.store.worker fold RUN_ID           prints a line for each fold
"""

import itertools
import os
import sys
from collections.abc import Iterator

KEYS = ("a", "b", "c")


def log_forever(run_id: str, writer: str) -> Iterator[str]:
    """Log a step of three metrics a call; `writer` is the timestamp, so that writers differ."""
    from apps.experiments.selectors.runs import find_run_ref
    from apps.experiments.services.ingest import PointColumns, log_batch

    run = find_run_ref(run_id)
    assert run is not None
    for step in itertools.count():
        points = PointColumns(
            keys=KEYS, steps=[step] * 3, timestamps_ms=[int(writer)] * 3, values=[step * 0.5] * 3
        )
        log_batch(run, points=points)
        yield str(step)


def fold_forever(run_id: str) -> Iterator[str]:
    """Fold whatever there is."""
    from apps.experiments.services.fold import fold_run

    while True:
        yield str(fold_run(run_id=run_id).points)


def main() -> None:
    """Work, and say what is done once it is done."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "apps.config.settings"
    import django

    django.setup()
    task, *arguments = sys.argv[1:]
    done = log_forever(*arguments) if task == "log" else fold_forever(*arguments)
    for line in done:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
