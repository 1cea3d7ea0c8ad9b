"""Artifacts for tests."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from apps.artifacts.contracts import ArtifactInfo, Owner
from apps.artifacts.services import uploads

RUN = Owner("run", "0" * 32)
OTHER_RUN = Owner("run", "1" * 32)


def make_artifact(
    path: str = "model/weights.bin", content: bytes = b"weights", *, owner: Owner = RUN
) -> ArtifactInfo:
    """A stored file."""
    return uploads.put(owner=owner, path=path, chunks=[content], declared_size=len(content))


def make_artifacts(*paths: str, owner: Owner = RUN) -> None:
    """Stored files whose content is their path."""
    for path in paths:
        make_artifact(path, path.encode(), owner=owner)


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def breaking(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks of a client that goes away."""
    yield from chunks
    raise ConnectionResetError
