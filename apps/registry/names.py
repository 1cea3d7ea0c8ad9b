"""What names, aliases, tags and stages may look like. No queries."""

import posixpath
import re
from collections.abc import Mapping

from apps.registry.constants import LATEST, MAX_ALIAS, MAX_NAME, MAX_TAG_KEY, MAX_TAG_VALUE
from apps.registry.contracts import Stage
from apps.registry.errors import InvalidAlias, InvalidModelName, InvalidStage, InvalidTag

_ALIAS = re.compile(r"[\w\-]+")
_VERSION_LIKE = re.compile(r"[vV]\d+")
_KEY = re.compile(r"[/\w.\- :]+")
_STAGES = {stage.lower(): stage for stage in Stage}


def check_new_name(name: str, *, parameter: str = "name") -> str:
    """The name, if a new model can have it.

    Raises:
        InvalidModelName: it is empty, too long, or would read as a path.
    """
    if len(name) > MAX_NAME:
        raise InvalidModelName(
            f"Invalid model name {name[:80]!r}…: it has more than {MAX_NAME} characters.",
            fix="Choose a shorter name.",
        )
    return check_model_name(name, parameter=parameter)


def check_model_name(name: str, *, parameter: str = "name") -> str:
    """The name, if a model can have it.

    Raises:
        InvalidModelName: it is empty, or would read as a path.
    """
    if not name.strip():
        raise InvalidModelName(
            f"Missing value for required parameter {parameter!r}.", fix="Give the model's name."
        )
    if set("/:\0") & set(name) or not _is_plain_path(name):
        raise InvalidModelName(
            f"Invalid model name {name[:256]!r}: it cannot contain '/' or ':', nor be a path "
            "like '..'.",
            fix="Choose another name.",
        )
    return name


def check_alias(alias: str) -> str:
    """The alias, if a version can have it.

    Raises:
        InvalidAlias: it has other characters, is too long, or is a reserved word.
    """
    check_alias_letters(alias)
    if alias.lower() == LATEST or _VERSION_LIKE.fullmatch(alias):
        raise InvalidAlias(
            f"The alias {alias!r} is reserved.", fix="Do not use 'latest', nor 'v' and a number."
        )
    return alias


def check_alias_letters(alias: str) -> str:
    """The alias, if it is written as one.

    Raises:
        InvalidAlias: it has other characters, or is too long.
    """
    if not _ALIAS.fullmatch(alias) or len(alias) > MAX_ALIAS:
        raise InvalidAlias(
            f"Invalid alias {alias[:80]!r}: letters, digits, '_' and '-' only, "
            f"at most {MAX_ALIAS} of them.",
            fix="Choose another alias.",
        )
    return alias


def check_tags(tags: Mapping[str, str]) -> Mapping[str, str]:
    """The tags, if their keys and values will do.

    Raises:
        InvalidTag: a key or a value is too long, or a key has other characters.
    """
    for key, value in tags.items():
        check_tag_key(key)
        if len(key) > MAX_TAG_KEY:
            raise InvalidTag(
                f"The tag key {key[:80]!r}… has more than {MAX_TAG_KEY} characters.",
                fix="Choose a shorter key.",
            )
        if len(value) > MAX_TAG_VALUE:
            raise InvalidTag(
                f"The value of the tag {key!r} has more than {MAX_TAG_VALUE} characters.",
                fix="Log it as a file.",
            )
    return tags


def check_tag_key(key: str) -> str:
    """The key, if it is written as one.

    Raises:
        InvalidTag: it has other characters, or would read as a path.
    """
    if not _KEY.fullmatch(key) or not _is_plain_path(key):
        raise InvalidTag(
            f"Invalid tag key {key[:80]!r}: letters, digits and '_-./: ' only, and no path "
            "like '..'.",
            fix="Choose another key.",
        )
    return key


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
