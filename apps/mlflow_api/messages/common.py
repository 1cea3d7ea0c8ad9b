"""What several messages are made of."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from apps.mlflow_api.wire import Message


class Pair(msgspec.Struct, gc=False):
    """A key and a value: params and tags of everything."""

    key: str = ""
    value: str = ""


class Empty(Message):
    """A request without parameters."""


class RunMessage(Message):
    """A request about one run; old clients call its id `run_uuid`."""

    run_id: str = ""
    run_uuid: str = ""
    required: ClassVar[tuple[str, ...]] = ("run_id",)

    def __post_init__(self) -> None:
        if not self.run_id:
            self.run_id = self.run_uuid


def as_dict(pairs: Sequence[Pair]) -> dict[str, str]:
    """The pairs by key; the last of a key counts."""
    return {pair.key: pair.value for pair in pairs}
