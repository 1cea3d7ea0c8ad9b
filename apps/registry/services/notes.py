"""What a logged model is told of its registration, in the tag that MLflow's clients read."""

import json
from typing import Any

from apps.accounts.contracts import Actor
from apps.experiments.constants import MAX_TAG_VALUE
from apps.experiments.selectors import logged_models
from apps.experiments.services import logged_models as services
from apps.registry.models import ModelVersion

_TAG = "mlflow.modelVersions"


def note_on_logged_model(*, actor: Actor, model_id: str, version: ModelVersion) -> None:
    """Add the version to those that the logged model was registered as."""
    model = logged_models.get_model(actor=actor, model_id=model_id)
    known = _read(model.tags.get(_TAG, ""))
    entry = {"name": version.model.name, "version": version.number}
    if entry in known:
        return
    entries = [*known, entry]
    while len(text := json.dumps(entries)) > MAX_TAG_VALUE:
        entries.pop(0)  # a tag holds so much; the oldest are the least missed
    services.set_tags(actor=actor, model_id=model_id, tags={_TAG: text})


def _read(text: str) -> list[Any]:
    """The versions noted so far; anybody may write a tag, so whatever else is there counts for
    nothing."""
    try:
        noted = json.loads(text or "[]")
    except ValueError:
        return []
    return noted if isinstance(noted, list) else []
