"""A download gives exactly the bytes asked for, and never lets a file act in the portal's name."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import urllib3
from asgiref.sync import async_to_sync

from apps.artifacts.contracts import Download, DownloadRequest
from apps.artifacts.errors import (
    ArtifactNotFound,
    ArtifactTooLarge,
    RangeNotSatisfiable,
)
from apps.artifacts.selectors import downloads, health
from apps.artifacts.services import removals
from apps.core.errors import Unavailable
from tests.artifacts.make import OTHER_RUN, RUN, files_in, make_artifact

pytestmark = pytest.mark.django_db


def download(path: str = "a.bin", **request: Any) -> tuple[Download, bytes]:
    """An answer and its whole body."""
    answer = downloads.open_download(owner=RUN, path=path, request=DownloadRequest(**request))
    return answer, b"".join(async_to_sync(read)(answer.chunks))


async def read(chunks: AsyncIterator[bytes]) -> list[bytes]:
    return [chunk async for chunk in chunks]


def test_a_whole_file_is_answered(any_store: Any) -> None:
    stored = make_artifact("a.bin", b"0123456789")

    answer, body = download()

    assert (answer.status, body) == (200, b"0123456789")
    assert answer.headers["Content-Length"] == "10"
    assert answer.headers["ETag"] == f'"{stored.sha256}"'
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "body", "said"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_range_is_answered(any_store: Any, asked: str, body: bytes, said: str) -> None:
    make_artifact("a.bin", b"0123456789")

    answer, got = download(range=asked)

    assert (answer.status, got) == (206, body)
    assert answer.headers["Content-Range"] == said
    assert answer.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=5-2", "rubbish"])
def test_a_range_that_we_do_not_know_gives_the_whole(folder: Path, asked: str) -> None:
    make_artifact("a.bin", b"0123456789")

    assert download(range=asked)[0].status == 200


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(folder: Path, asked: str) -> None:
    make_artifact("a.bin", b"0123456789")

    with pytest.raises(RangeNotSatisfiable) as refusal:
        download(range=asked)

    assert (refusal.value.status, refusal.value.details["size"]) == (416, 10)


def test_a_range_of_a_file_that_changed_gives_the_whole(folder: Path) -> None:
    stored = make_artifact("a.bin", b"0123456789")

    assert download(range="bytes=5-", if_range='"other"')[0].status == 200
    assert download(range="bytes=5-", if_range=f'"{stored.sha256}"')[0].status == 206


def test_a_known_file_is_not_sent_again(folder: Path) -> None:
    stored = make_artifact("a.bin", b"0123456789")

    answer, body = download(if_none_match=f'"x", W/"{stored.sha256}"')

    assert (answer.status, body) == (304, b"")
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize(
    ("name", "media", "shown"),
    [
        ("plot.png", "image/png", True),
        ("log.txt", "text/plain; charset=utf-8", True),
        ("train.py", "text/plain; charset=utf-8", True),
        ("conda.yaml", "text/plain; charset=utf-8", True),
        ("data.json", "application/json", True),
        ("page.html", "text/html; charset=utf-8", False),
        ("plot.svg", "image/svg+xml", False),
        ("model.pkl", "application/octet-stream", False),
        ("data.csv.gz", "application/octet-stream", False),
    ],
)
def test_only_harmless_types_are_shown(folder: Path, name: str, media: str, *, shown: bool) -> None:
    make_artifact(name)

    headers = download(name)[0].headers

    assert headers["Content-Type"] == media
    assert headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_file_can_be_asked_for_as_a_file(folder: Path) -> None:
    make_artifact('a/plot "é".png')

    headers = download('a/plot "é".png', attachment=True)[0].headers

    disposition = headers["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''plot%20%22%C3%A9%22.png"


def test_headers_are_found_whatever_their_case() -> None:
    request = DownloadRequest.of_headers({"RANGE": "bytes=1-", "If-None-Match": '"x"'})

    assert request == DownloadRequest(range="bytes=1-", if_none_match='"x"')


def test_a_download_that_is_broken_off_closes_its_file(folder: Path) -> None:
    make_artifact("a.bin", bytes(3 * 2**20))
    answer = downloads.open_download(owner=RUN, path="a.bin", request=DownloadRequest())

    async def break_off() -> int:
        first = await anext(answer.chunks)
        await answer.chunks.aclose()
        return len(first)

    assert async_to_sync(break_off)() == 2**20
    assert open_files(folder) == []


@pytest.mark.parametrize("what", ["replaced", "deleted"])
def test_a_file_that_goes_while_it_is_read_is_read_to_its_end(folder: Path, what: str) -> None:
    content = bytes(range(256)) * (3 * 2**12)
    make_artifact("a.bin", content)
    answer = downloads.open_download(owner=RUN, path="a.bin", request=DownloadRequest())
    pieces = downloads.open_pieces(owner=RUN, path="a.bin")
    begun = next(pieces)

    if what == "replaced":
        make_artifact("a.bin", b"other")
    else:
        removals.delete(owner=RUN, path="a.bin")
    assert removals.sweep() == 1

    assert begun + b"".join(pieces) == content
    assert b"".join(async_to_sync(read)(answer.chunks)) == content
    left = [path.read_bytes() for path in files_in(folder)]
    assert left == ([b"other"] if what == "replaced" else [])


def open_files(folder: Path) -> list[Path]:
    """Files in the folder that this process has open."""
    links = [entry.resolve() for entry in Path("/proc/self/fd").iterdir()]
    return [link for link in links if link.is_relative_to(folder)]


def test_another_owner_has_no_such_file(folder: Path) -> None:
    make_artifact("a.bin")

    with pytest.raises(ArtifactNotFound):
        downloads.open_download(owner=OTHER_RUN, path="a.bin", request=DownloadRequest())


def test_a_small_read_is_held_to_its_limit(folder: Path) -> None:
    make_artifact("a.bin", b"12345")

    with pytest.raises(ArtifactTooLarge):
        downloads.read_bytes(owner=RUN, path="a.bin", limit=4)


def test_pieces_may_begin_and_end_anywhere(any_store: Any) -> None:
    make_artifact("a.bin", b"0123456789")

    assert b"".join(downloads.open_pieces(owner=RUN, path="a.bin", start=2, end=99)) == b"23456789"


def test_lost_bytes_are_an_error_and_no_empty_answer(folder: Path) -> None:
    make_artifact("a.bin")
    files_in(folder)[0].unlink()

    with pytest.raises(Unavailable):
        download()


def test_a_folder_has_no_addresses_of_its_own(folder: Path) -> None:
    make_artifact("a.bin")

    assert not downloads.can_presign()
    assert downloads.presign(owner=RUN, path="a.bin") is None


def test_a_bucket_gives_the_file_by_an_address(s3: str) -> None:
    make_artifact("a.bin", b"0123456789")

    direct = downloads.presign(owner=RUN, path="a.bin")

    assert downloads.can_presign()
    assert direct is not None
    assert urllib3.request("GET", direct.url).data == b"0123456789"


def test_the_health_check_is_quiet_or_says_what_is_wrong(folder: Path) -> None:
    health.check()
    (folder / "incoming").rmdir()
    (folder / "incoming").write_text("in the way")

    with pytest.raises(Unavailable):
        health.check()
