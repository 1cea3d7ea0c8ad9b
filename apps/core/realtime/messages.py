"""An event as it travels: a type, a key to merge by, and JSON-able fields. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.core.events import Event

VERSION = 1
# A doorbell that would name more than this names nothing, which stands for everything.
MOST_NAMED = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What remains of an event when it leaves the process."""

    type: str
    merge_key: str
    fields: Mapping[str, Any]

    @classmethod
    def of(cls, event: "Event") -> "Message":
        """The message of an event."""
        values = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
        return cls(type=event.type, merge_key=event.merge_key, fields=_capped(values))

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> "Message":
        """The message that `to_json` wrote."""
        return cls(type=value["type"], merge_key=value["merge_key"], fields=value["fields"])

    def to_json(self) -> dict[str, Any]:
        """The message for the channel layer."""
        return {"type": self.type, "merge_key": self.merge_key, "fields": dict(self.fields)}

    @property
    def identity(self) -> tuple[str, str]:
        """Two messages of one identity become one."""
        return self.type, self.merge_key

    def after(self, earlier: "Message") -> "Message":
        """This message and an earlier one of its identity in one: lists unite, else ours counts."""
        united = {
            name: _united(earlier.fields.get(name), value) for name, value in self.fields.items()
        }
        return Message(type=self.type, merge_key=self.merge_key, fields=_capped(united))

    @property
    def frame(self) -> dict[str, Any]:
        """The message as a tab reads it."""
        return {"v": VERSION, "t": self.type, **self.fields}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _united(earlier: Any, later: Any) -> Any:
    if isinstance(earlier, list) and isinstance(later, list):
        return list(dict.fromkeys([*earlier, *later]))
    # None in the place of a list names everything, and stays so.
    return None if earlier is None and isinstance(later, list) else later


def _capped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, list) and len(value) > MOST_NAMED else value
        for name, value in values.items()
    }
