"""The protocol's enumerations, which come as words or as numbers."""

from apps.core.errors import Invalid
from apps.experiments.contracts import View

_VIEWS = {
    "ACTIVE_ONLY": View.ACTIVE,
    "DELETED_ONLY": View.DELETED,
    "ALL": View.ALL,
    "1": View.ACTIVE,
    "2": View.DELETED,
    "3": View.ALL,
}
_RUN_STATUSES = ("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")
_MODEL_STATUSES = (
    "LOGGED_MODEL_PENDING",
    "LOGGED_MODEL_READY",
    "LOGGED_MODEL_UPLOAD_FAILED",
)


def view_of(sent: str | int) -> View:
    """Which rows are meant by whether they are deleted.

    Raises:
        Invalid: it is none of the protocol's words.
    """
    view = _VIEWS.get(str(sent))
    if view is None:
        raise _unknown("view_type", sent, ("ACTIVE_ONLY", "DELETED_ONLY", "ALL"))
    return view


def run_status_of(sent: str | int) -> str:
    """The status of a run, from its word or number."""
    return _word("status", sent, _RUN_STATUSES)


def model_status_of(sent: str | int) -> str:
    """The status of a logged model, from its word or number."""
    return _word("status", sent, _MODEL_STATUSES)


def _word(name: str, sent: str | int, words: tuple[str, ...]) -> str:
    by_number = {str(number): word for number, word in enumerate(words, start=1)}
    word = by_number.get(str(sent), str(sent))
    if word not in words:
        raise _unknown(name, sent, words)
    return word


def _unknown(name: str, sent: str | int, words: tuple[str, ...]) -> Invalid:
    return Invalid(
        f"Invalid value {sent!r} for parameter '{name}' supplied.", fix=f"Use {', '.join(words)}."
    )


_WEBHOOK_ENTITIES = (
    "REGISTERED_MODEL",
    "MODEL_VERSION",
    "MODEL_VERSION_TAG",
    "MODEL_VERSION_ALIAS",
    "PROMPT",
    "PROMPT_VERSION",
    "PROMPT_TAG",
    "PROMPT_VERSION_TAG",
    "PROMPT_ALIAS",
    "BUDGET_POLICY",
)
_WEBHOOK_ACTIONS = ("CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED")


def webhook_event_of(entity: str | int, action: str | int) -> str:
    """What a webhook is told of: ``model_version.created``. Whether there is such a pair, its
    app knows.

    Raises:
        Invalid: one of the halves is none of the protocol's words.
    """
    noun = _word("entity", entity, _WEBHOOK_ENTITIES)
    return f"{noun}.{_word('action', action, _WEBHOOK_ACTIONS)}".lower()


def is_active_webhook(sent: str | int) -> bool:
    """Whether a webhook's status is that of one that is told.

    Raises:
        Invalid: it is none of the protocol's words.
    """
    return _word("status", sent, ("ACTIVE", "DISABLED")) == "ACTIVE"
