"""Files, written where a plain server looks for them."""

import os
from pathlib import Path

from apps.artifacts.contracts import ArtifactInfo, Owner
from apps.artifacts.selectors import downloads, listing
from apps.transfers.mlflow.export.errors import TargetNotEmpty

MARK = "naiad-export.json"


class FileTarget:
    """The folder; counts what went there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.files = 0
        self.bytes = 0
        self.written = 0

    def open(self, *, resume: bool) -> None:
        """Make the folder.

        Raises:
            TargetNotEmpty: there is something in it, and this is not to go on with an export.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        is_ours = (self._root / MARK).exists()
        if any(self._root.iterdir()) and not (resume and is_ours):
            raise TargetNotEmpty(
                f"The folder {self._root} is not empty.",
                fix="Name an empty one; or add --resume if an export into this one broke off.",
            )
        (self._root / MARK).write_text("{}\n")

    def copy(self, owner: Owner, folder: str) -> None:
        """All files of the owner; those that are there whole already stay."""
        for artifact in listing.walk(owner=owner):
            self._copy(artifact, self._root / folder / artifact.path)
            self.files += 1
            self.bytes += artifact.size

    def report(self, text: str) -> None:
        """Leave the report beside the files."""
        (self._root / MARK).write_text(text)

    def count(self) -> tuple[int, int]:
        """How many files lie there, and their bytes."""
        found = [path for path in self._walk() if path.name != MARK or path.parent != self._root]
        return len(found), sum(path.stat().st_size for path in found)

    def _walk(self) -> list[Path]:
        return [Path(folder) / name for folder, _, names in os.walk(self._root) for name in names]

    def _copy(self, artifact: ArtifactInfo, path: Path) -> None:
        if path.is_file() and path.stat().st_size == artifact.size:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{artifact.blob_key}.part")
        with unfinished.open("wb") as file:
            pieces = downloads.open_pieces(owner=artifact.owner, path=artifact.path)
            for piece in pieces:
                file.write(piece)
        unfinished.replace(path)
        self.written += 1
