"""Files, written where a plain server looks for them."""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apps.artifacts.contracts import ArtifactInfo, Owner
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import arrivals
from apps.transfers.mlflow.export.errors import TargetFull, TargetRefused

MARK = "naiad-export.json"


class FileTarget:
    """The folder; counts what went there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = 0
        self.bytes = 0
        self.written = 0

    def is_empty(self) -> bool:
        """Whether there is nothing in it, or it is not there."""
        return not self.root.exists() or not any(self.root.iterdir())

    def begun_of(self) -> str | None:
        """What an export that began here is one of; None if none did."""
        try:
            note = json.loads((self.root / MARK).read_text())
        except FileNotFoundError:
            return None
        return str(note.get("of", ""))

    def begin(self, *, of: str) -> None:
        """Make the folder, and note what comes into it."""
        self._of = of
        with _translated():
            self.root.mkdir(parents=True, exist_ok=True)
            self._note({"finished": False})

    def copy(self, owner: Owner, folder: str) -> None:
        """All files of the owner; those that are there whole already stay."""
        arrivals.settle(owners=[owner])
        for artifact in listing.walk(owner=owner):
            self._copy(artifact, self.root / folder / artifact.path)
            self.files += 1
            self.bytes += artifact.size

    def finish(self, report: Mapping[str, Any]) -> None:
        """Leave the report beside the files."""
        with _translated():
            self._note({"finished": True, **report})

    def count(self) -> tuple[int, int]:
        """How many files lie there, and their bytes."""
        found = [path for path in self._walk() if path.name != MARK or path.parent != self.root]
        return len(found), sum(path.stat().st_size for path in found)

    def _note(self, note: Mapping[str, Any]) -> None:
        unfinished = self.root / f".{MARK}.part"
        unfinished.write_text(json.dumps({"of": self._of, **note}, indent=1) + "\n")
        unfinished.replace(self.root / MARK)

    def _walk(self) -> list[Path]:
        return [Path(folder) / name for folder, _, names in os.walk(self.root) for name in names]

    def _copy(self, artifact: ArtifactInfo, path: Path) -> None:
        if path.is_file() and path.stat().st_size == artifact.size:
            return
        pieces = downloads.open_pieces(owner=artifact.owner, path=artifact.path)
        with _translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f".{artifact.blob_key}.part")
            with unfinished.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
            unfinished.replace(path)
        self.written += 1


@contextmanager
def _translated() -> Iterator[None]:
    """What the folder's disk says, as errors of ours."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise TargetFull("The folder's disk has no space left.") from error
        raise TargetRefused(
            f"The files cannot be written: {error.strerror} ({error.filename}).",
            fix="See to the folder, and say the same again with --resume.",
        ) from error
