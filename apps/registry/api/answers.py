"""Versions as the API shows them."""

from typing import Any

from apps.registry.constants import (
    PROMPT_CONFIG_TAG,
    PROMPT_FORMAT_TAG,
    PROMPT_KIND_TAG,
    PROMPT_TEXT_TAG,
)
from apps.registry.contracts import VersionInfo


def version(info: VersionInfo) -> dict[str, Any]:
    """A version; a prompt's text stands apart from its tags."""
    return {
        "name": info.name,
        "version": info.number,
        "is_prompt": info.is_prompt,
        "prompt": _prompt(info.tags) if info.is_prompt else None,
        "created_at": info.created_at,
        "updated_at": info.updated_at,
        "created_by": info.created_by,
        "stage": str(info.stage),
        "description": info.description,
        "source_uri": info.source,
        "run_id": info.run_id,
        "run_link": info.run_link,
        "model_id": info.model_id,
        "tags": {key: value for key, value in info.tags.items() if key != PROMPT_TEXT_TAG},
        "aliases": info.aliases,
    }


def _prompt(tags: dict[str, str]) -> dict[str, Any]:
    return {
        "text": tags.get(PROMPT_TEXT_TAG, ""),
        "is_chat": tags.get(PROMPT_KIND_TAG) == "chat",
        "response_format": tags.get(PROMPT_FORMAT_TAG, ""),
        "model_config": tags.get(PROMPT_CONFIG_TAG, ""),
    }
