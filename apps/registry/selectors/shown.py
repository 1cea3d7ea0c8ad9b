"""A version as others see it."""

from apps.registry.constants import PROMPT_TAG
from apps.registry.contracts import Stage, VersionInfo
from apps.registry.models import ModelVersion


def shown_version(version: ModelVersion) -> VersionInfo:
    """What is to be shown of a version that the caller has been let see."""
    tags = {tag.key: tag.value for tag in sorted(version.tags.all(), key=lambda each: each.key)}
    return VersionInfo(
        name=version.model.name,
        number=version.number,
        is_prompt=tags.get(PROMPT_TAG, "").lower() == "true",
        created_at=version.created_at,
        updated_at=version.updated_at,
        created_by=version.created_by.email if version.created_by else "",
        stage=Stage(version.stage),
        description=version.description,
        source=version.source,
        location=version.location,
        run_id=version.run_id,
        run_link=version.run_link,
        model_id=version.logged_model_id,
        tags=tags,
        aliases=sorted(alias.alias for alias in version.aliases.all()),
    )
