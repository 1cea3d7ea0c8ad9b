"""Transfers begun, resumed and stopped."""

import json
from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core.errors import Invalid
from apps.core.queue import TaskName, enqueue_on_commit
from apps.core.sealed import seal, unseal
from apps.projects import selectors as projects
from apps.projects.permissions import Role
from apps.transfers.constants import MAX_WORKERS, FileMode, State
from apps.transfers.contracts import Credentials, Request
from apps.transfers.errors import WrongState
from apps.transfers.models import Transfer
from apps.transfers.selectors import get_transfer, require_admin
from apps.transfers.services import lease, running
from apps.transfers.services.lease import Lease
from apps.transfers.services.opening import (
    credentials_of,
    open_source,
    public_address,
)

PURPOSE = "transfers.credentials"


@transaction.atomic
def create_transfer(*, actor: Actor, project_key: str, request: Request) -> Transfer:
    """A transfer into a project, not begun yet.

    Raises:
        PermissionDenied, MissingScope: the actor is no admin.
        ProjectNotFound: there is no such project.
        Invalid, InvalidSource: it is not well put.
    """
    require_admin(actor)
    project = projects.get_project(actor=actor, key=project_key, role=Role.OWNER)
    if request.files not in list(FileMode) or not 1 <= request.workers <= MAX_WORKERS:
        raise Invalid(
            "Files are copied or referred to, by 1 to 16 workers.",
            errors={"workers": [f"From 1 to {MAX_WORKERS}."]},
        )
    open_source(request, Credentials()).close()
    return Transfer.objects.create(
        project=project,
        created_by_id=actor.user_id,
        source=public_address(request.address)[:1000],
        files=request.files,
        files_from=public_address(request.files_from)[:1000],
        workspace=request.workspace,
        workers=request.workers,
    )


@transaction.atomic
def start(
    *, actor: Actor, project_key: str, request: Request, credentials: Credentials
) -> Transfer:
    """A new transfer, which a worker begins at once.

    Raises:
        PermissionDenied, MissingScope, ProjectNotFound, Invalid: as `create_transfer`.
    """
    made = create_transfer(actor=actor, project_key=project_key, request=request)
    if not (credentials.token or credentials.user):
        # An address may hold them, as it does in a client's environment.
        credentials = credentials_of(request.address, {})
    return begin(actor=actor, transfer=made, credentials=credentials)


@transaction.atomic
def begin(*, actor: Actor, transfer: Transfer, credentials: Credentials) -> Transfer:
    """Have a worker run the transfer, from its beginning or from where it stopped.

    Raises:
        PermissionDenied, MissingScope: the actor is no admin.
        WrongState: it runs, or is done.
    """
    require_admin(actor)
    sealed = seal(json.dumps(asdict(credentials)), purpose=PURPOSE)
    idle = Transfer.objects.filter(pk=transfer.pk).exclude(state__in=[State.RUNNING, State.DONE])
    updated = idle.update(
        state=State.QUEUED, should_stop=False, message="", ended_at=None, sealed_credentials=sealed
    )
    if not updated:
        raise WrongState("It runs already, or is done.", fix="Import again to take in what is new.")
    enqueue_on_commit(TaskName.RUN_TRANSFER, transfer_id=str(transfer.pk))
    transfer.refresh_from_db()
    return transfer


@transaction.atomic
def stop(*, actor: Actor, transfer_id: UUID) -> Transfer:
    """Stop it after the page that it is at; what is done stays.

    Raises:
        TransferNotFound, PermissionDenied, MissingScope: as `get_transfer`.
        WrongState: it does not run.
    """
    transfer = get_transfer(actor=actor, transfer_id=transfer_id)
    if not State(transfer.state).is_open:
        raise WrongState("It does not run.", fix="Nothing is to be done.")
    if transfer.state == State.QUEUED:
        transfer.state, transfer.sealed_credentials = State.STOPPED, ""
    else:
        transfer.should_stop = True
    transfer.save(update_fields=["state", "sealed_credentials", "should_stop"])
    return transfer


def reopen(transfer: Transfer) -> Lease | None:
    """The lease of a transfer that was stopped or failed, for who has the credentials at hand."""
    ended = Transfer.objects.filter(pk=transfer.pk, state__in=[State.STOPPED, State.FAILED])
    if not ended.update(state=State.QUEUED, should_stop=False, message="", ended_at=None):
        return None
    return lease.take(transfer.pk)


def run_sealed(transfer_id: UUID) -> None:
    """Run a transfer that waits, or whose runner fell silent, with the credentials it was given."""
    held = lease.take(transfer_id)
    if held is None:
        return
    transfer = Transfer.objects.select_related("project").get(pk=transfer_id)
    credentials = Credentials(**json.loads(unseal(transfer.sealed_credentials, purpose=PURPOSE)))
    running.run(transfer, open_source(request_of(transfer), credentials), held)


def request_of(transfer: Transfer, *, local: bool = False) -> Request:
    """What was asked for."""
    return Request(
        address=transfer.source,
        files=transfer.files,
        files_from=transfer.files_from,
        workspace=transfer.workspace,
        workers=transfer.workers,
        local=local,
    )
