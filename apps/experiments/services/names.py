"""What names, keys and values may look like: MLflow's rules, since its clients come with them."""

import posixpath
import re
import secrets

from apps.experiments.constants import MAX_EXPERIMENT_NAME, MAX_KEY
from apps.experiments.errors import InvalidName, InvalidValue

_KEY = re.compile(r"[/\w.\- :]+")
_RUN_ID = re.compile(r"[0-9a-f]{32}")
# Neither database stores these; JSON can carry both.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def check_key(key: str, what: str) -> str:
    """The key of a param, metric or tag, if it may be one. `what` names it in the refusal.

    Raises:
        InvalidName: it may not; says why.
    """
    if not key or len(key) > MAX_KEY:
        raise InvalidName(
            f"The {what} has a key of {len(key)} characters; it needs 1 to {MAX_KEY}.",
            fix="Choose another key.",
            key=key[:MAX_KEY],
        )
    if not _KEY.fullmatch(key):
        raise InvalidName(
            f"The key {key!r} of a {what} has characters that keys cannot have.",
            fix="Use letters, digits, spaces and any of _ - . : /",
            key=key,
        )
    if posixpath.normpath(key) != key or key.startswith(("..", "/")) or key == ".":
        raise InvalidName(
            f"The key {key!r} of a {what} reads as another path.",
            fix=f"Write it as {posixpath.normpath(key).lstrip('./') or 'a name'!r}.",
            key=key,
        )
    return key


def check_text(text: str, what: str, *, limit: int) -> str:
    """The text, if it is short enough and can be stored.

    Raises:
        InvalidValue: it is not.
    """
    if len(text) > limit:
        raise InvalidValue(
            f"The {what} has {len(text)} characters; {limit} is the most.",
            fix="Shorten it, or log it as an artifact.",
        )
    if _UNSTORABLE.search(text):
        raise InvalidValue(
            f"The {what} has a character that cannot be stored (NUL or half of a surrogate pair).",
            fix="Leave it out.",
        )
    return text


def check_experiment_name(name: str) -> str:
    """The name, if an experiment may be called so.

    Raises:
        InvalidName: it may not.
    """
    if not name.strip() or len(name) > MAX_EXPERIMENT_NAME or _UNSTORABLE.search(name):
        raise InvalidName(
            f"Invalid experiment name: {name[:80]!r}.",
            fix=f"Use 1 to {MAX_EXPERIMENT_NAME} characters, not only spaces.",
        )
    return name


def check_run_id(run_id: str) -> str:
    """The id, if a client may choose it for a run.

    Raises:
        InvalidName: it may not.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise InvalidName(
            f"{run_id[:64]!r} is no run id.", fix="Use 32 hexadecimal characters in lower case."
        )
    return run_id


def check_model_name(name: str) -> str:
    """The name, if a logged model may be called so.

    Raises:
        InvalidName: it may not.
    """
    bad = [character for character in "/:.%\"'" if character in name]
    if not name or len(name) > MAX_EXPERIMENT_NAME or bad or _UNSTORABLE.search(name):
        raise InvalidName(
            f"Invalid model name: {name[:80]!r}.",
            fix=f"Use 1 to {MAX_EXPERIMENT_NAME} characters and none of / : . % \" '",
        )
    return name


def make_name() -> str:
    """A name that a person can say, such as ``quiet-heron-417``."""
    number = secrets.randbelow(1000)
    return f"{secrets.choice(_ADJECTIVES)}-{secrets.choice(_NOUNS)}-{number}"


_ADJECTIVES = [
    "able",
    "agile",
    "airy",
    "amber",
    "ample",
    "apt",
    "arctic",
    "azure",
    "balmy",
    "blithe",
    "bold",
    "brave",
    "brief",
    "bright",
    "brisk",
    "calm",
    "candid",
    "civil",
    "clear",
    "clever",
    "cosmic",
    "cozy",
    "crisp",
    "deft",
    "dewy",
    "eager",
    "early",
    "easy",
    "even",
    "fair",
    "fleet",
    "fond",
    "frank",
    "fresh",
    "gentle",
    "glad",
    "golden",
    "grand",
    "happy",
    "hardy",
    "hazel",
    "honest",
    "humble",
    "jolly",
    "keen",
    "kind",
    "lively",
    "loyal",
    "lucid",
    "lucky",
    "lunar",
    "mellow",
    "merry",
    "mild",
    "misty",
    "modest",
    "neat",
    "nimble",
    "noble",
    "patient",
    "placid",
    "plucky",
    "polar",
    "proud",
    "quick",
    "quiet",
    "rapid",
    "ready",
    "rosy",
    "royal",
    "rustic",
    "serene",
    "silver",
    "sleek",
    "smart",
    "solar",
    "solid",
    "spry",
    "stable",
    "steady",
    "still",
    "stoic",
    "sunny",
    "sure",
    "swift",
    "tidy",
    "tranquil",
    "trusty",
    "upbeat",
    "valiant",
    "vivid",
    "warm",
    "wise",
    "witty",
    "zesty",
]
_NOUNS = [
    "alder",
    "badger",
    "bay",
    "beaver",
    "birch",
    "bison",
    "brook",
    "canyon",
    "cedar",
    "comet",
    "coral",
    "cove",
    "crane",
    "creek",
    "delta",
    "dolphin",
    "dove",
    "dune",
    "eagle",
    "egret",
    "elm",
    "falcon",
    "fern",
    "finch",
    "fjord",
    "fox",
    "gannet",
    "geyser",
    "glade",
    "grebe",
    "gull",
    "harbor",
    "hare",
    "hawk",
    "heron",
    "hill",
    "ibis",
    "inlet",
    "iris",
    "island",
    "jay",
    "kelp",
    "kestrel",
    "lagoon",
    "lake",
    "larch",
    "lark",
    "laurel",
    "linnet",
    "lotus",
    "lynx",
    "maple",
    "marsh",
    "martin",
    "meadow",
    "moss",
    "newt",
    "oak",
    "ocean",
    "orca",
    "osprey",
    "otter",
    "owl",
    "pebble",
    "pelican",
    "pine",
    "plover",
    "pond",
    "poplar",
    "puffin",
    "quail",
    "rapids",
    "raven",
    "reed",
    "reef",
    "ridge",
    "river",
    "robin",
    "sedge",
    "seal",
    "shoal",
    "shore",
    "skua",
    "sparrow",
    "spring",
    "spruce",
    "stoat",
    "stork",
    "strait",
    "stream",
    "swan",
    "tern",
    "thrush",
    "tide",
    "trout",
    "tuna",
    "vale",
    "wave",
    "whale",
    "willow",
    "wren",
]
