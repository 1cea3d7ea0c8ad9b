"""An import behind the doors, that has stopped."""

from typing import Any

from apps.accounts import selectors as accounts
from apps.accounts.models import User
from apps.transfers.constants import State
from apps.transfers.contracts import Request
from apps.transfers.services import transfers
from tests.projects.make import Cast


def make_transfers(cast: Cast, admin: User, secret: str) -> dict[str, Any]:
    """A stopped import into the project, whose source nobody answers at."""
    request = Request(address=f"http://127.0.0.1:9/{secret}")
    actor = accounts.actor_for(admin)
    made = transfers.create_transfer(actor=actor, project_key=cast.project.key, request=request)
    made.state = State.STOPPED
    made.save(update_fields=["state"])
    return {"transfer_id": made.pk}
