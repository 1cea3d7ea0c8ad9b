"""The files of runs and logged models, copied one by one: bytes stream through, none is kept.

A file that is here with the same path and size is not copied again, so an interrupted copy goes on
where it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connections, transaction

from apps.artifacts.contracts import Owner
from apps.artifacts.selectors import listing
from apps.artifacts.services import uploads
from apps.core.errors import DomainError, StorageFull, Unavailable
from apps.experiments.services.imports.links import model_pks
from apps.experiments.services.imports.runs import places_of
from apps.transfers.constants import StepKind
from apps.transfers.errors import SourceRefused
from apps.transfers.mlflow.records import FileRoot, SourceFile
from apps.transfers.mlflow.source import Files
from apps.transfers.models import TransferStep
from apps.transfers.services.lease import Lease
from apps.transfers.services.steps import Hands, ahead, finish, note_failures

_PAGE = 50
_ENDINGS = (Unavailable, StorageFull, SourceRefused)
"""After these it makes no sense to go on with the next file."""
_OF = {StepKind.RUN_FILES: StepKind.RUNS, StepKind.MODEL_FILES: StepKind.LOGGED_MODELS}


@dataclass(slots=True)
class _Copied:
    """What became of one owner's files."""

    owner: str = ""
    found: int = 0
    copied: int = 0
    present: int = 0
    bytes: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def copy_files(step: TransferStep, project_id: int, hands: Hands) -> None:
    """Copy the files of the step's runs or models that are in the project.

    Raises:
        SourceUnavailable, SourceRefused, StorageFull, Unavailable: it cannot go on now.
        Stopped, Overtaken: somebody else decided.
    """
    kind = StepKind(step.kind)
    ids = [id_ for id_ in hands.source.ids(_OF[kind], step.scope) if id_ > step.cursor]

    def copy(root: FileRoot) -> _Copied:
        try:
            return _copy_all(root, hands.source.files, hands.lease)
        finally:
            if hands.pool is not None:
                connections.close_all()

    for start in range(0, len(ids), _PAGE):
        roots = _roots(step, project_id, hands, ids[start : start + _PAGE])
        for copied in ahead(hands, copy, roots):
            _count(step, copied, hands.lease)
            hands.told(step)
        step.cursor = ids[min(start + _PAGE, len(ids)) - 1]
        step.save()
    finish(step, hands)


def _roots(
    step: TransferStep, project_id: int, hands: Hands, ids: Sequence[str]
) -> Iterator[FileRoot]:
    """Whose files are to be copied: of things that are in the project, in the order of ids."""
    if step.kind == StepKind.RUN_FILES:
        mine = {id_ for id_, place in places_of(ids).items() if place == project_id}
    else:
        mine = set(model_pks(project_id, ids))
    wanted = [id_ for id_ in ids if id_ in mine]
    for record in hands.source.read(StepKind(step.kind), step.scope, wanted):
        if isinstance(record, FileRoot):
            yield record


def _copy_all(root: FileRoot, files: Files, lease: Lease) -> _Copied:
    copied = _Copied(root.id)
    owner = Owner(root.kind, root.id)
    here = {each.path: each.size for each in listing.walk(owner=owner)}
    try:
        for file in files.list(root):
            copied.found += 1
            if file.path in here and file.size in {None, here[file.path]}:
                copied.present += 1
            else:
                _copy_one(root, file, files, copied, lease)
    except _ENDINGS:
        raise
    except DomainError as error:
        copied.found += 1
        copied.failed[root.id] = f"{error.message} {error.fix}".strip()
    return copied


def _copy_one(
    root: FileRoot, file: SourceFile, files: Files, copied: _Copied, lease: Lease
) -> None:
    def pieces() -> Iterator[bytes]:
        for piece in files.read(root, file.path):
            lease.beat()
            yield piece

    try:
        made = uploads.put(
            owner=Owner(root.kind, root.id),
            path=file.path,
            chunks=pieces(),
            declared_size=file.size,
        )
    except _ENDINGS:
        raise
    except DomainError as error:
        copied.failed[f"{root.id}/{file.path}"] = f"{error.message} {error.fix}".strip()
        return
    copied.copied += 1
    copied.bytes += made.size


@transaction.atomic
def _count(step: TransferStep, copied: _Copied, lease: Lease) -> None:
    lease.hold()
    step.found += copied.found
    step.imported += copied.copied
    step.skipped += copied.present
    step.bytes += copied.bytes
    note_failures(step, copied.failed)
    step.cursor = copied.owner
    step.save()
