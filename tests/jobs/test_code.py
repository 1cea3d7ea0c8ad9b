"""Uploading code: kept once, and refused when it cannot be run safely."""

import io
import zipfile
from typing import Any

import pytest

from apps.artifacts.selectors import downloads
from apps.jobs import selectors
from apps.jobs.errors import CodeTooLarge, InvalidCode
from apps.jobs.models import JobCode
from apps.jobs.services import code
from apps.projects.models import Project
from tests.accounts.make import make_actor
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def make_zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"print()")
    return buffer.getvalue()


def upload(data: bytes, project: Project | None = None, **fields: Any) -> JobCode:
    return code.upload_code(
        actor=make_actor(), project=project or make_project(), chunks=[data], **fields
    )


def test_a_zip_is_kept_and_its_files_are_listed() -> None:
    data = make_zip("train.py", "pkg/", "pkg/model.py")
    kept = upload(data)
    assert (kept.files, kept.size, kept.filename) == (["train.py", "pkg/model.py"], len(data), "")
    owner = selectors.code_owner(kept.project_id)
    assert downloads.read_bytes(owner=owner, path=kept.sha256, limit=10_000) == data


def test_one_file_is_kept_under_its_name() -> None:
    kept = upload(b"print()", filename="train.py")
    assert (kept.filename, kept.files) == ("train.py", ["train.py"])


def test_the_same_code_again_is_the_same_row() -> None:
    project = make_project()
    assert upload(b"1", project, filename="a.py") == upload(b"1", project, filename="a.py")
    assert JobCode.objects.count() == 1


@pytest.mark.parametrize("filename", ["../a.py", "a/b.py", ".hidden", "a\\b", "x" * 300])
def test_a_file_name_that_is_a_path_is_refused(filename: str) -> None:
    with pytest.raises(InvalidCode):
        upload(b"1", filename=filename)


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil.py", "a\\..\\evil.py"])
def test_an_archive_that_reaches_out_is_refused(name: str) -> None:
    with pytest.raises(InvalidCode, match="unsafe path"):
        upload(make_zip(name))


@pytest.mark.parametrize("data", [b"", b"not a zip", make_zip("a.py")[:30]])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidCode):
        upload(data)


def test_code_too_large_is_refused_before_it_is_read(settings: Any) -> None:
    settings.NAIAD_MAX_CODE_BYTES = 10
    with pytest.raises(CodeTooLarge):
        code.upload_code(
            actor=make_actor(), project=make_project(), chunks=iter([]), declared_size=11
        )


def test_code_that_grows_too_large_is_refused_on_its_way(settings: Any) -> None:
    settings.NAIAD_MAX_CODE_BYTES = 10
    with pytest.raises(CodeTooLarge) as refusal:
        upload(b"x" * 11, filename="a.py")
    assert refusal.value.details == {"size": 11, "limit": 10}
