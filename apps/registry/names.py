"""What names, aliases, tags and stages may look like. No queries."""

import posixpath
import re
from collections.abc import Mapping

from apps.registry.constants import MAX_ALIAS, MAX_NAME, MAX_TAG_KEY, MAX_TAG_VALUE
from apps.registry.contracts import Stage
from apps.registry.errors import InvalidAlias, InvalidModelName, InvalidStage, InvalidTag

_ALIAS = re.compile(r"[\w\-]+")
_VERSION_LIKE = re.compile(r"[vV]\d+")
_KEY = re.compile(r"[/\w.\- :]+")
_STAGES = {stage.lower(): stage for stage in Stage}


def check_model_name(name: str) -> str:
    """The name, if a model can have it.

    Raises:
        InvalidModelName: it is empty, too long, or would read as a path.
    """
    if not name.strip() or len(name) > MAX_NAME:
        raise InvalidModelName(
            f"Invalid model name {name[:80]!r}: it needs 1 to {MAX_NAME} characters.",
            fix="Choose another name.",
        )
    if "/" in name or ":" in name or not _is_plain_path(name):
        raise InvalidModelName(
            f"Invalid model name {name!r}: it cannot contain '/' or ':', nor be a path like '..'.",
            fix="Choose another name.",
        )
    return name


def check_alias(alias: str) -> str:
    """The alias, if a version can have it.

    Raises:
        InvalidAlias: it has other characters, is too long, or is a reserved word.
    """
    if not _ALIAS.fullmatch(alias) or len(alias) > MAX_ALIAS:
        raise InvalidAlias(
            f"Invalid alias {alias[:80]!r}: letters, digits, '_' and '-' only, "
            f"at most {MAX_ALIAS} of them.",
            fix="Choose another alias.",
        )
    if alias.lower() == "latest" or _VERSION_LIKE.fullmatch(alias):
        raise InvalidAlias(
            f"The alias {alias!r} is reserved.", fix="Do not use 'latest', nor 'v' and a number."
        )
    return alias


def check_tags(tags: Mapping[str, str]) -> Mapping[str, str]:
    """The tags, if their keys and values will do.

    Raises:
        InvalidTag: a key or a value is too long, or a key has other characters.
    """
    for key, value in tags.items():
        if not _KEY.fullmatch(key) or not _is_plain_path(key) or len(key) > MAX_TAG_KEY:
            raise InvalidTag(
                f"Invalid tag key {key[:80]!r}: letters, digits and '_-./: ' only, "
                f"at most {MAX_TAG_KEY} of them, and no path like '..'.",
                fix="Choose another key.",
            )
        if len(value) > MAX_TAG_VALUE:
            raise InvalidTag(
                f"The value of the tag {key!r} has more than {MAX_TAG_VALUE} characters.",
                fix="Log it as a file.",
            )
    return tags


def as_stage(text: str) -> Stage:
    """The stage of this name, in whatever case it is written.

    Raises:
        InvalidStage: there is none.
    """
    stage = _STAGES.get(text.lower())
    if stage is None:
        raise InvalidStage(
            f"Invalid model version stage {text!r}.", fix=f"Use one of {', '.join(Stage)}."
        )
    return stage


def _is_plain_path(name: str) -> bool:
    normal = posixpath.normpath(name)
    return normal == name and normal != "." and not normal.startswith(("..", "/"))
