"""Code that people upload for their jobs: checked, kept once, and handed to agents as it came."""

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from apps.accounts.contracts import Actor
from apps.artifacts.services import removals, uploads
from apps.jobs import selectors
from apps.jobs.errors import CodeTooLarge, InvalidCode
from apps.jobs.models import JobCode
from apps.jobs.services.submission import refuse_run_token

if TYPE_CHECKING:
    from apps.projects.models import Project

_FILENAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,199}")
_IN_MEMORY = 4 * 2**20
_PIECE = 2**20
_MAX_FILES = 20_000
_LISTED_FILES = 1_000


def upload_code(
    *,
    actor: Actor,
    project: "Project",
    chunks: Iterable[bytes],
    declared_size: int | None = None,
    filename: str = "",
) -> JobCode:
    """Keep a zip, or one file if it has a name; the same code again is the same row.

    Raises:
        CodeTooLarge: it is more than this installation takes; known before it is read where the
            size was declared.
        InvalidCode: it is no zip, or one that reaches out of its folder.
    """
    refuse_run_token(actor)
    if filename and not _FILENAME.fullmatch(filename):
        raise InvalidCode(f"{filename!r} is not the name of a file.", fix="Use a plain file name.")
    _check_size(declared_size or 0)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        sha256, size = _spool(chunks, spool)
        files = [filename] if filename else _list_files(spool)
        return _keep(
            JobCode(
                project=project,
                sha256=sha256,
                size=size,
                filename=filename,
                files=files,
                created_by_id=actor.user_id,
            ),
            spool,
        )


def release_project_code(*, project_id: int) -> int:
    """Give up all code of a project; how many files it was."""
    return removals.delete_owner(owner=selectors.code_owner(project_id))


@transaction.atomic
def _keep(code: JobCode, spool: IO[bytes]) -> JobCode:
    same = JobCode.objects.filter(
        project=code.project, sha256=code.sha256, filename=code.filename
    ).first()
    if same is not None:
        return same
    uploads.put(
        owner=selectors.code_owner(code.project_id),
        path=code.sha256,
        chunks=_pieces(spool),
        declared_size=code.size,
        limit=settings.NAIAD_MAX_CODE_BYTES,
    )
    code.save(force_insert=True)
    return code


def _spool(chunks: Iterable[bytes], spool: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        _check_size(size)
        digest.update(chunk)
        spool.write(chunk)
    if not size:
        raise InvalidCode("The code is empty.", fix="Send a zip, or a file with ?filename=.")
    return digest.hexdigest(), size


def _pieces(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    while piece := spool.read(_PIECE):
        yield piece


def _check_size(size: int) -> None:
    limit = settings.NAIAD_MAX_CODE_BYTES
    if size > limit:
        raise CodeTooLarge(
            f"Code may have {limit} bytes.",
            fix="Leave data out of it; log data as artifacts.",
            size=size,
            limit=limit,
        )


def _list_files(spool: IO[bytes]) -> list[str]:
    spool.seek(0)
    try:
        with zipfile.ZipFile(spool) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as exc:
        raise InvalidCode(
            "The code is not a zip archive.", fix="Send a zip, or a file with ?filename=."
        ) from exc
    if len(names) > _MAX_FILES:
        raise InvalidCode(f"The archive has {len(names)} files; at most {_MAX_FILES} are taken.")
    for name in names:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name:
            raise InvalidCode(f"The archive has an unsafe path: {name!r}.")
    return [name for name in names if not name.endswith("/")][:_LISTED_FILES]
