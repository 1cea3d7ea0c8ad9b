"""What a receiver is told, in the shapes that MLflow's server gives it. Pure."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from apps.registry.contracts import RegistryChange

Data = dict[str, Any]

_PROMPT_MARKS = frozenset({"mlflow.prompt.is_prompt", "_mlflow_prompt_type"})
_PROMPT_TEXT = "mlflow.prompt.text"


def data_of(change: RegistryChange) -> Data | None:
    """What is said of the change; None where no webhook is told of its kind."""
    describe = _DATA.get(change.event)
    return describe(change) if describe else None


def example_of(event: str) -> Data:
    """What a test says in place of something that happened."""
    return _EXAMPLES[event]


def body_of(event: str, data: Data, *, at: datetime, workspace: str) -> str:
    """The body of a delivery: the very text that is signed and sent."""
    entity, _, action = event.partition(".")
    return json.dumps(
        {
            "entity": entity,
            "action": action,
            "timestamp": at.isoformat(),
            "data": data,
            "workspace": workspace,
        }
    )


def headers_of(*, delivery_id: str, body: str, at: datetime, secret: str) -> dict[str, str]:
    """The headers by which a receiver knows the delivery again, and that it is from us."""
    timestamp = str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-MLflow-Delivery-Id": delivery_id,
        "X-MLflow-Timestamp": timestamp,
    }
    if secret:
        headers["X-MLflow-Signature"] = signature_of(
            secret, delivery_id=delivery_id, timestamp=timestamp, body=body
        )
    return headers


def signature_of(secret: str, *, delivery_id: str, timestamp: str, body: str) -> str:
    """HMAC-SHA256 of id, time and body, as receivers of Standard Webhooks check it."""
    signed = f"{delivery_id}.{timestamp}.{body}".encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _created(change: RegistryChange) -> Data:
    return {
        "name": change.name,
        "tags": {key: value for key, value in change.tags.items() if key not in _PROMPT_MARKS}
        if change.is_prompt
        else dict(change.tags),
        "description": change.description,
    }


def _model_version(change: RegistryChange) -> Data:
    return {
        "name": change.name,
        "version": str(change.version),
        "source": change.source,
        "run_id": change.run_id or None,
        "tags": dict(change.tags),
        "description": change.description or None,
    }


def _prompt_version(change: RegistryChange) -> Data:
    hidden = _PROMPT_MARKS | {_PROMPT_TEXT}
    return {
        "name": change.name,
        "version": str(change.version),
        "template": change.tags.get(_PROMPT_TEXT),
        "tags": {key: value for key, value in change.tags.items() if key not in hidden},
        "description": change.description or None,
    }


def _tag_set(change: RegistryChange) -> Data:
    return {"name": change.name, "key": change.key, "value": change.value}


def _tag_deleted(change: RegistryChange) -> Data:
    return {"name": change.name, "key": change.key}


def _version_tag_set(change: RegistryChange) -> Data:
    return {**_version_tag_deleted(change), "value": change.value}


def _version_tag_deleted(change: RegistryChange) -> Data:
    return {"name": change.name, "version": str(change.version), "key": change.key}


def _alias_set(change: RegistryChange) -> Data:
    return {"name": change.name, "alias": change.alias, "version": str(change.version)}


def _alias_deleted(change: RegistryChange) -> Data:
    return {"name": change.name, "alias": change.alias}


_DATA: dict[str, Callable[[RegistryChange], Data]] = {
    "registered_model.created": _created,
    "model_version.created": _model_version,
    "model_version_tag.set": _version_tag_set,
    "model_version_tag.deleted": _version_tag_deleted,
    "model_version_alias.created": _alias_set,
    "model_version_alias.deleted": _alias_deleted,
    "prompt.created": _created,
    "prompt_version.created": _prompt_version,
    "prompt_tag.set": _tag_set,
    "prompt_tag.deleted": _tag_deleted,
    "prompt_version_tag.set": _version_tag_set,
    "prompt_version_tag.deleted": _version_tag_deleted,
    "prompt_alias.created": _alias_set,
    "prompt_alias.deleted": _alias_deleted,
}

_MODEL = {"name": "example_model"}
_PROMPT = {"name": "example_prompt"}
_VERSION = {"version": "1"}
_KEY = {"key": "example_key"}
_VALUE = {"value": "example_value"}
_TAGS = {"tags": {"example_key": "example_value"}}
_ALIAS = {"alias": "example_alias"}

# The same values that MLflow's server sends, so that a receiver's check of its test still holds.
_EXAMPLES: dict[str, Data] = {
    "registered_model.created": {**_MODEL, **_TAGS, "description": "An example registered model"},
    "model_version.created": {
        **_MODEL,
        **_VERSION,
        "source": "models:/123",
        "run_id": "abcd1234abcd5678",
        **_TAGS,
        "description": "An example model version",
    },
    "model_version_tag.set": {**_MODEL, **_VERSION, **_KEY, **_VALUE},
    "model_version_tag.deleted": {**_MODEL, **_VERSION, **_KEY},
    "model_version_alias.created": {**_MODEL, **_ALIAS, **_VERSION},
    "model_version_alias.deleted": {**_MODEL, **_ALIAS},
    "prompt.created": {**_PROMPT, **_TAGS, "description": "An example prompt"},
    "prompt_version.created": {
        **_PROMPT,
        **_VERSION,
        "template": "Hello {{name}}!",
        **_TAGS,
        "description": "An example prompt version",
    },
    "prompt_tag.set": {**_PROMPT, **_KEY, **_VALUE},
    "prompt_tag.deleted": {**_PROMPT, **_KEY},
    "prompt_version_tag.set": {**_PROMPT, **_VERSION, **_KEY, **_VALUE},
    "prompt_version_tag.deleted": {**_PROMPT, **_VERSION, **_KEY},
    "prompt_alias.created": {**_PROMPT, **_ALIAS, **_VERSION},
    "prompt_alias.deleted": {**_PROMPT, **_ALIAS},
    "budget_policy.exceeded": {
        "budget_policy_id": "bp-abc123",
        "budget_unit": "USD",
        "budget_amount": 100.0,
        "current_spend": 105.5,
        "duration_unit": "MONTHS",
        "duration_value": 1,
        "target_scope": "ENDPOINT",
        "workspace": "default",
        "target_value": "ep-abc123",
        "window_start": 1704067200000,
    },
}
