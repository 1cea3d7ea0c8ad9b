"""Files in folders of this machine."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from apps.transfers.errors import SourceUnavailable, SourceUnreadable
from apps.transfers.mlflow.records import FileRoot, SourceFile

PIECE = 2**20
_PROXY = "mlflow-artifacts"


class FolderFiles:
    """Files under paths and `file:` addresses, and under `mlflow-artifacts:` ones if it is known
    in which folder their server keeps them (its --artifacts-destination)."""

    def __init__(self, proxied: Path | None = None) -> None:
        self._proxied = proxied

    def list(self, root: FileRoot) -> Iterator[SourceFile]:
        """Every file below the root; one that is not there has none."""
        folder = self._folder(root)
        if not folder.is_dir():
            return
        for path in sorted(folder.rglob("*")):
            # A link may lead anywhere on this machine.
            if path.is_file() and not path.is_symlink() and _is_below(path, folder):
                yield SourceFile(path=path.relative_to(folder).as_posix(), size=path.stat().st_size)

    def read(self, root: FileRoot, path: str) -> Iterator[bytes]:
        """The bytes of a file."""
        folder = self._folder(root)
        file = folder / path
        if not _is_below(file, folder):
            raise SourceUnreadable(f"The path {path!r} leads out of its folder.")
        try:
            with file.open("rb") as opened:
                while piece := opened.read(PIECE):
                    yield piece
        except OSError as error:
            raise SourceUnavailable(
                f"The file {path!r} cannot be read: {error.strerror}."
            ) from error

    def _folder(self, root: FileRoot) -> Path:
        parts = urlsplit(root.uri)
        if parts.scheme in {"", "file"}:
            return Path(unquote(parts.path) if parts.scheme else root.uri)
        if parts.scheme == _PROXY and self._proxied is not None:
            folder = self._proxied / unquote(parts.path).lstrip("/")
            if not _is_below(folder, self._proxied):
                raise SourceUnreadable(f"The address {root.uri!r} leads out of its folder.")
            return folder
        raise _unreachable(root)


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _unreachable(root: FileRoot) -> SourceUnreadable:
    if urlsplit(root.uri).scheme == _PROXY:
        return SourceUnreadable(
            f"The files of {root.kind} {root.id} are behind an MLflow server ({root.uri}).",
            fix="Say with --artifacts-from where that server is (its URL), or the folder in "
            "which it keeps them.",
        )
    return SourceUnreadable(
        f"The files of {root.kind} {root.id} are at {root.uri}, which cannot be read from here.",
        fix="Say with --artifacts-from the URL of the server that reads them, or refer to them: "
        "--artifacts reference.",
    )
