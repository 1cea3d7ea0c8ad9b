"""Uploads, copies, deletions and the sweep at once: nothing that is listed is ever unreadable."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connections

from apps.artifacts.errors import ArtifactNotFound
from apps.artifacts.models import Blob
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import removals, uploads
from tests.artifacts.make import OTHER_RUN, RUN, files_in, make_artifact

pytestmark = pytest.mark.django_db(transaction=True)

CONTENTS = [b"one", b"two"]
PATHS = ["a", "b", "c"]


def act_at_random(seed: int) -> None:
    """Some of everything that is done to artifacts."""
    chance = random.Random(seed)
    for _ in range(30):
        act(chance)
    connections.close_all()


def act(chance: random.Random) -> None:
    """One thing that somebody does."""
    owner, path = chance.choice([RUN, OTHER_RUN]), chance.choice(PATHS)
    match chance.choice(["put", "put", "delete", "copy", "sweep"]):
        case "put":
            make_artifact(path, chance.choice(CONTENTS), owner=owner)
        case "delete":
            with suppress(ArtifactNotFound):
                removals.delete(owner=owner, path=path)
        case "copy":
            uploads.copy(source=RUN, source_path="", target=OTHER_RUN, target_path="")
        case "sweep":
            removals.sweep()


def test_whatever_happens_at_once_every_listed_file_is_whole(folder: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(act_at_random, range(4)))

    left = [*listing.walk(owner=RUN), *listing.walk(owner=OTHER_RUN)]
    for file in left:
        assert downloads.read_bytes(owner=file.owner, path=file.path, limit=10) in CONTENTS
    removals.sweep()
    assert len(files_in(folder)) == Blob.objects.count() <= len(left)


def test_the_same_path_uploaded_at_once_is_one_file(folder: Path) -> None:
    def upload(number: int) -> None:
        make_artifact("same", f"content {number}".encode())
        connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(upload, range(12)))
    removals.sweep()

    assert len(list(listing.walk(owner=RUN))) == 1
    assert len(files_in(folder)) == 1
