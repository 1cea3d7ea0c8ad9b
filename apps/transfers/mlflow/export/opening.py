"""Before the first row: is the target free, or is it an export that broke off?

An export that has not ended is marked twice. The folder has a note of what it is an export of. The
database says that its schema is of a version that does not exist, so that no server starts on half
of what was here; the last step of an export takes that back.
"""

from apps.transfers.mlflow.export import schema
from apps.transfers.mlflow.export.errors import TargetNotEmpty
from apps.transfers.mlflow.export.files import FileTarget
from apps.transfers.mlflow.export.target import Target

_RESUME = "add --resume if an export into this one broke off"


def open_targets(target: Target, files: FileTarget, *, of: str, resume: bool) -> None:
    """Make the tables and the folder, and mark both as unfinished; `of` says what is exported.

    Raises:
        TargetNotEmpty: something is there already, and it is not an export to be gone on with.
        TargetRefused, MlflowMissing: the database cannot be used, or its tables not be made.
    """
    target.look()
    if resume:
        _refuse_other(target, files, of)
    else:
        _refuse_used(target, files)
    files.begin(of=of)
    if not target.is_unfinished():
        schema.create_tables(target.url)
    target.open()
    target.begin()


def _refuse_other(target: Target, files: FileTarget, of: str) -> None:
    begun = files.begun_of()
    if begun is None and not (files.is_empty() and target.is_empty()):
        raise TargetNotEmpty(
            f"There is no export in {files.root} that could be gone on with.",
            fix="Name the database and the folder of the one that broke off.",
        )
    if begun is not None and begun != of:
        raise TargetNotEmpty(
            f"What lies in {files.root} is an export of {begun}, not of {of}.",
            fix="Name an empty database and an empty folder.",
        )


def _refuse_used(target: Target, files: FileTarget) -> None:
    if not target.is_empty():
        raise TargetNotEmpty(
            f"The database is not empty: it has {target.content}.",
            fix=f"Name an empty one; or {_RESUME}.",
        )
    if not files.is_empty():
        raise TargetNotEmpty(
            f"The folder {files.root} is not empty.", fix=f"Name an empty one; or {_RESUME}."
        )
