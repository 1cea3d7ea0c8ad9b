"""The command `naiad`: what it prints, and one line with a cure when it cannot."""

import subprocess
from pathlib import Path

import pytest

from apps.config.cli import members, tokens
from apps.projects.permissions import Role
from tests.naiad_process import NaiadProcess

pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def naiad(tmp_path_factory: pytest.TempPathFactory) -> NaiadProcess:
    process = NaiadProcess(data_dir=tmp_path_factory.mktemp("data"))
    process.run("user", "create", "ada@example.org", "--admin")
    process.run("project", "create", "digits")
    return process


def refusal(naiad: NaiadProcess, *arguments: str) -> str:
    """The one line that a failing command leaves."""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        naiad.run(*arguments)
    assert caught.value.returncode != 0
    lines = caught.value.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return str(lines[0])


def test_new_user_gets_a_sign_in_link(naiad: NaiadProcess) -> None:
    assert "/signin/link?token=" in naiad.run("user", "create", "bob@example.org")


def test_user_exists_once(naiad: NaiadProcess) -> None:
    assert "ada@example.org" in refusal(naiad, "user", "create", "ADA@example.org")


def test_token_is_all_that_token_create_prints(naiad: NaiadProcess) -> None:
    text = naiad.run("token", "create", "--user", "ada@example.org", "--project", "digits")
    assert text.startswith("nai_")
    assert len(text.split()) == 1


def test_token_of_nobody_is_refused(naiad: NaiadProcess) -> None:
    line = refusal(naiad, "token", "create", "--user", "x@example.org", "--project", "digits")
    assert "naiad user create x@example.org" in line


def test_token_for_an_unknown_project_is_refused(naiad: NaiadProcess) -> None:
    refusal(naiad, "token", "create", "--user", "ada@example.org", "--project", "nowhere")


def test_unknown_scope_is_named(naiad: NaiadProcess) -> None:
    arguments = ("token", "create", "--user", "ada@example.org", "--project", "digits")
    assert "fly" in refusal(naiad, *arguments, "--scopes", "read,fly")


def test_member_is_added_by_email_and_role(naiad: NaiadProcess) -> None:
    naiad.run("user", "create", "eve@example.org")
    said = naiad.run("member", "add", "digits", "eve@example.org", "viewer")
    assert said == "eve@example.org is viewer of digits."


def test_unknown_role_is_refused(naiad: NaiadProcess) -> None:
    assert "king" in refusal(naiad, "member", "add", "digits", "eve@example.org", "king")


def test_bad_project_key_is_refused(naiad: NaiadProcess) -> None:
    refusal(naiad, "project", "create", "Not A Key")


def test_wrong_setting_is_one_line(tmp_path: Path) -> None:
    process = NaiadProcess(data_dir=tmp_path, environment={"NAIAD_REDIS_URL": "nonsense"})
    assert "NAIAD_REDIS_URL" in refusal(process, "check")


def test_check_says_a_line_for_each_part(naiad: NaiadProcess) -> None:
    names = [line.split()[1] for line in naiad.run("check").splitlines()]
    assert names == ["settings", "database", "broker", "blobs", "workers"]


def test_check_fails_when_redis_is_away(tmp_path: Path) -> None:
    away = {"NAIAD_REDIS_URL": "redis://127.0.0.1:9/0"}
    process = NaiadProcess(data_dir=tmp_path, environment=away)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        process.run("check")
    assert "broker" in caught.value.stderr
    assert "NAIAD_REDIS_URL" in caught.value.stdout


def test_separate_processes_need_redis(naiad: NaiadProcess) -> None:
    assert "NAIAD_REDIS_URL" in refusal(naiad, "worker")


def test_second_server_on_one_data_folder_is_refused(tmp_path: Path) -> None:
    first = NaiadProcess(data_dir=tmp_path).start()
    try:
        second = NaiadProcess(data_dir=tmp_path)
        assert "already runs" in refusal(second, "up", "--no-example")
    finally:
        assert first.stop() == 0


def test_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    first = NaiadProcess(data_dir=tmp_path / "first").start()
    try:
        second = NaiadProcess(data_dir=tmp_path / "second", port=first.port)
        with pytest.raises(subprocess.CalledProcessError) as caught:
            second.run("up", "--no-example")
        assert "NAIAD_PORT" in caught.value.stderr
    finally:
        first.kill()


def test_command_line_names_every_role_and_scope() -> None:
    assert tuple(Role) == members.ROLES
    assert tokens.SCOPES == ["read", "write", "manage"]
