"""The code's archive: nothing leaves the work folder."""

import stat
import zipfile
from pathlib import Path

import pytest

from workers.agent import unpack


def make_zip(path: Path, files: dict[str, bytes], *, mode: int = stat.S_IFREG | 0o644) -> Path:
    archive = path / "code.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            file.writestr(entry, data)
    return archive


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_files_and_folders_are_laid_out(tmp_path: Path, into: Path) -> None:
    unpack.unpack(make_zip(tmp_path, {"train.py": b"1", "data/": b"", "pkg/a.py": b"2"}), into)
    assert (into / "train.py").read_bytes() == b"1"
    assert (into / "pkg" / "a.py").read_bytes() == b"2"
    assert (into / "data").is_dir()


def test_programs_may_be_run(tmp_path: Path, into: Path) -> None:
    archive = make_zip(tmp_path, {"run.sh": b"#!/bin/sh\n"}, mode=stat.S_IFREG | 0o755)
    unpack.unpack(archive, into)
    assert (into / "run.sh").stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", ".."])
def test_path_out_of_the_folder_is_refused(tmp_path: Path, into: Path, name: str) -> None:
    with pytest.raises(unpack.BadCode, match="unsafe path"):
        unpack.unpack(make_zip(tmp_path, {name: b"x"}), into)
    assert not list(into.iterdir())


def test_link_is_refused(tmp_path: Path, into: Path) -> None:
    archive = make_zip(tmp_path, {"link": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777)
    with pytest.raises(unpack.BadCode, match="link"):
        unpack.unpack(archive, into)


def test_archive_that_grows_too_large_is_refused(
    tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "MAX_BYTES", 1000)
    with pytest.raises(unpack.BadCode, match="at most 1000"):
        unpack.unpack(make_zip(tmp_path, {"bomb": b"0" * 5000}), into)


def test_archive_of_too_many_files_is_refused(
    tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "MAX_FILES", 2)
    with pytest.raises(unpack.BadCode, match="3 files"):
        unpack.unpack(make_zip(tmp_path, dict.fromkeys("abc", b"")), into)


def test_what_is_no_archive_is_refused(tmp_path: Path, into: Path) -> None:
    (tmp_path / "code.zip").write_bytes(b"not a zip")
    with pytest.raises(unpack.BadCode, match="not a readable zip"):
        unpack.unpack(tmp_path / "code.zip", into)


def test_single_file_is_placed_under_its_name(tmp_path: Path, into: Path) -> None:
    (tmp_path / "download").write_bytes(b"print()")
    unpack.place(tmp_path / "download", "train.py", into)
    assert (into / "train.py").read_bytes() == b"print()"
    with pytest.raises(unpack.BadCode):
        unpack.place(tmp_path / "download", "../train.py", into)
