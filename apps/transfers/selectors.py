"""Reading transfers. They are an admin's affair: they reach other servers from this one."""

from uuid import UUID

from django.db.models import Case, Min, Sum, When

from apps.accounts.contracts import Actor
from apps.core.errors import PermissionDenied
from apps.transfers.constants import State, StepKind
from apps.transfers.contracts import Count, Failure, Mapped, Report
from apps.transfers.errors import TransferNotFound
from apps.transfers.models import Transfer, TransferFailure, TransferStep

MAX_FAILURES = 1_000
# Links between things that are counted already
_UNCOUNTED = {StepKind.MODEL_LINKS}


def require_admin(actor: Actor) -> None:
    """Let admins pass, with a session or a token that may manage.

    Raises:
        PermissionDenied, MissingScope: they are none.
    """
    from apps.accounts.contracts import Scope
    from apps.accounts.permissions import require_scope

    if not actor.is_admin or actor.run_id:
        raise PermissionDenied("Only an admin can move data in from another server.")
    require_scope(actor, Scope.MANAGE)


def get_transfer(*, actor: Actor, transfer_id: UUID) -> Transfer:
    """The transfer.

    Raises:
        TransferNotFound: there is none.
        PermissionDenied, MissingScope: the actor is no admin.
    """
    require_admin(actor)
    found = Transfer.objects.select_related("project", "created_by").filter(pk=transfer_id).first()
    if found is None:
        raise TransferNotFound("There is no such transfer.", fix="Check the address.")
    return found


def list_transfers(*, actor: Actor, limit: int = 100) -> list[Transfer]:
    """All transfers, the newest first.

    Raises:
        PermissionDenied, MissingScope: the actor is no admin.
    """
    require_admin(actor)
    rows = Transfer.objects.select_related("project", "created_by")
    return list(rows.order_by("-created_at")[:limit])


def find_resumable(*, project_id: int, source: str, files: str) -> Transfer | None:
    """The newest transfer of this source into this project that did not come to its end."""
    rows = Transfer.objects.filter(project=project_id, source=source, files=files)
    return rows.exclude(state=State.DONE).order_by("-created_at").first()


def list_waiting() -> list[UUID]:
    """Transfers that nobody is at, for all one can see: waiting, or their runner fell silent."""
    return list(
        Transfer.objects.filter(state__in=[State.QUEUED, State.RUNNING])
        .exclude(sealed_credentials="")
        .values_list("pk", flat=True)
    )


def report(transfer: Transfer) -> Report:
    """How far it is."""
    counts = _counts(transfer)
    sums = transfer.steps.aggregate(points=Sum("points"), bytes=Sum("bytes"))
    failures = TransferFailure.objects.filter(step__transfer=transfer).select_related("step")
    return Report(
        counts=counts,
        points=sums["points"] or 0,
        bytes=sums["bytes"] or 0,
        failures=[
            Failure(kind=each.step.kind, item=each.item, message=each.message)
            for each in failures.order_by("pk")[:MAX_FAILURES]
        ],
        experiments=[
            Mapped(name=each.name, source_id=each.source_id, target_id=each.target_id)
            for each in transfer.experiments.order_by("pk")
        ],
    )


def _counts(transfer: Transfer) -> list[Count]:
    """One line a kind, in the order of the work."""
    done = Case(When(is_done=True, then=1), default=0)
    rows = (
        TransferStep.objects.filter(transfer=transfer)
        .values("kind")
        .annotate(
            first=Min("position"),
            all_found=Sum("found"),
            all_imported=Sum("imported"),
            all_skipped=Sum("skipped"),
            all_failed=Sum("failed"),
            least_done=Min(done),
        )
        .order_by("first")
    )
    return [
        Count(
            kind=row["kind"],
            found=row["all_found"],
            imported=row["all_imported"],
            skipped=row["all_skipped"],
            failed=row["all_failed"],
            is_done=bool(row["least_done"]),
        )
        for row in rows
        if row["kind"] not in _UNCOUNTED
    ]
