"""What there is to be told of, and how stubbornly."""

import re
from datetime import timedelta
from enum import StrEnum

EVENTS = (
    "registered_model.created",
    "model_version.created",
    "model_version_tag.set",
    "model_version_tag.deleted",
    "model_version_alias.created",
    "model_version_alias.deleted",
    "prompt.created",
    "prompt_version.created",
    "prompt_tag.set",
    "prompt_tag.deleted",
    "prompt_version_tag.set",
    "prompt_version_tag.deleted",
    "prompt_alias.created",
    "prompt_alias.deleted",
    "budget_policy.exceeded",
)
"""In MLflow's words. The last one is understood and never happens: Naiad has no AI gateway."""

NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", re.IGNORECASE)
NAME_LENGTH = 63
DESCRIPTION_LENGTH = 1000
URL_LENGTH = 2000
SECRET_LENGTH = 1000


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


# Seconds to wait after each attempt that failed; after the last one the delivery is given up.
WAITS = (5, 30, 120, 600, 3600)
LONGEST_WAIT = 3600
"""Even if the receiver asks for more."""

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
"""From the connection to the end of the part of the answer that is kept."""

CLAIM = timedelta(seconds=60)
"""How long a sender has a delivery to itself. One that was killed has lost it after that."""

KEPT_BODY_BYTES = 1024
DELIVERIES_KEPT = timedelta(days=30)

SENDERS = 2
"""Passes at a time: a receiver that does not answer must not hold every worker."""
SENT_AT_ONCE = 16
"""Webhooks that one pass tells at the same time, each of one delivery."""
PASS_SECONDS = 30
