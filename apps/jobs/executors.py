"""From a target to its executor: the classes are named in the settings, never imported here."""

import json
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from apps.jobs.contracts import Executor, ExecutorFactory, PermanentExecutorError
from apps.jobs.models import ComputeTarget


def executor_for(target: ComputeTarget) -> Executor:
    """The executor of a target, the same one as long as its settings stay the same.

    Raises:
        PermanentExecutorError: this installation has no executor of the target's kind.
    """
    path = settings.NAIAD_EXECUTORS.get(target.kind)
    if path is None:
        raise PermanentExecutorError(f"There is no executor for targets of kind {target.kind!r}.")
    own = target.settings | {"data_dir": str(settings.NAIAD_DATA_DIR)}
    return _make(path, target.name, json.dumps(own, sort_keys=True))


@lru_cache(maxsize=64)
def _make(path: str, name: str, own_settings: str) -> Executor:  # noqa: ARG001  # one per target
    factory: ExecutorFactory = import_string(path)
    return factory(settings=json.loads(own_settings))
