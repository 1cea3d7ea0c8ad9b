"""The beginning of what went into a trace or came out of it, for lists."""

from typing import Any

from apps.traces.constants import MAX_PREVIEW
from apps.traces.spans import values


def preview(text: str | None, *, role: str) -> str | None:
    """A line of an input or output: of a chat, the last message of this role."""
    if text is None:
        return None
    messages = _messages(values.load(text))
    return shortened((_text(messages, role) if messages else "") or text)


def shortened(text: str) -> str:
    """The text as a preview may be, without what no database stores."""
    clean = text.replace("\0", "\ufffd")
    return clean if len(clean) <= MAX_PREVIEW else f"{clean[: MAX_PREVIEW - 3]}..."


def _messages(value: Any) -> list[dict[str, Any]]:
    """The messages of a chat, in the shapes that its protocols send them."""
    if not isinstance(value, dict):
        return []
    for key in ("messages", "input", "output"):
        if value.get(key) and isinstance(value[key], list):
            return [each for each in value[key] if _is_message(each)]
    match value.get("choices"):
        case [{"message": message}, *_] if _is_message(message):
            return [message]
    return _messages(value["request"]) if "request" in value else []


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and "role" in value and "content" in value


def _text(messages: list[dict[str, Any]], role: str) -> str:
    of_role = [each for each in messages if each["role"] == role]
    content = (of_role or messages)[-1]["content"]
    if isinstance(content, str):
        return content
    for part in content if isinstance(content, list) else []:
        if isinstance(part, str):
            return part
        if isinstance(part, dict) and part.get("type") in {"text", "output_text"}:
            return str(part.get("text") or "")
    return ""
