"""The command `naiad`: what it prints, and one line with a cure when it cannot."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.config import cli
from apps.config.cli import members, tokens
from apps.projects.permissions import Role
from tests.naiad_process import NaiadProcess

pytestmark = pytest.mark.any_database

Naiad = Callable[..., str]


@pytest.fixture
def naiad(db: None, capsys: pytest.CaptureFixture[str]) -> Naiad:
    """The output of a command, run in this process on the test database with an admin and a project."""

    def run(*arguments: str) -> str:
        cli.main(arguments)
        return capsys.readouterr().out.strip()

    run("user", "create", "ada@example.org", "--admin")
    run("project", "create", "digits")
    return run


@pytest.fixture
def refusal(naiad: Naiad, capsys: pytest.CaptureFixture[str]) -> Naiad:
    """The one line that a failing command leaves."""

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as caught:
            naiad(*arguments)
        assert caught.value.code not in {0, None}
        lines = capsys.readouterr().err.strip().splitlines()
        assert len(lines) == 1, lines
        return lines[0]

    return run


def test_new_user_gets_a_sign_in_link(naiad: Naiad) -> None:
    assert "/signin/link?token=" in naiad("user", "create", "bob@example.org")


def test_user_exists_once(refusal: Naiad) -> None:
    assert "ada@example.org" in refusal("user", "create", "ADA@example.org")


def test_token_is_all_that_token_create_prints(naiad: Naiad) -> None:
    text = naiad("token", "create", "--user", "ada@example.org", "--project", "digits")
    assert text.startswith("nai_")
    assert len(text.split()) == 1


def test_token_of_nobody_is_refused(refusal: Naiad) -> None:
    line = refusal("token", "create", "--user", "x@example.org", "--project", "digits")
    assert "naiad user create x@example.org" in line


def test_token_for_an_unknown_project_is_refused(refusal: Naiad) -> None:
    refusal("token", "create", "--user", "ada@example.org", "--project", "nowhere")


def test_unknown_scope_is_named(refusal: Naiad) -> None:
    arguments = ("token", "create", "--user", "ada@example.org", "--project", "digits")
    assert "fly" in refusal(*arguments, "--scopes", "read,fly")


def test_member_is_added_by_email_and_role(naiad: Naiad) -> None:
    naiad("user", "create", "eve@example.org")
    said = naiad("member", "add", "digits", "eve@example.org", "viewer")
    assert said == "eve@example.org is viewer of digits."


def test_member_added_again_has_the_new_role(naiad: Naiad) -> None:
    naiad("user", "create", "eve@example.org")
    for role in ("viewer", "viewer", "maintainer"):
        said = naiad("member", "add", "digits", "eve@example.org", role)
        assert said == f"eve@example.org is {role} of digits."


def test_unknown_role_is_refused(refusal: Naiad) -> None:
    assert "king" in refusal("member", "add", "digits", "eve@example.org", "king")


def test_bad_project_key_is_refused(refusal: Naiad) -> None:
    refusal("project", "create", "Not A Key")


def test_wrong_setting_is_one_line(tmp_path: Path) -> None:
    process = NaiadProcess(data_dir=tmp_path, environment={"NAIAD_REDIS_URL": "nonsense"})
    assert stderr_of(process, "check").startswith("naiad: NAIAD_REDIS_URL: ")


def stderr_of(process: NaiadProcess, *arguments: str) -> str:
    """What a failing command of a real process says: one line."""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        process.run(*arguments)
    assert len(caught.value.stderr.strip().splitlines()) == 1
    return str(caught.value.stderr)


def test_check_says_a_line_for_each_part(naiad: Naiad) -> None:
    names = [line.split()[1] for line in naiad("check").splitlines()]
    assert names == ["settings", "database", "broker", "blobs", "workers"]


def test_check_fails_when_redis_is_away(tmp_path: Path) -> None:
    away = {"NAIAD_REDIS_URL": "redis://127.0.0.1:9/0"}
    process = NaiadProcess(data_dir=tmp_path, environment=away)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        process.run("check")
    assert "broker" in caught.value.stderr
    assert "NAIAD_REDIS_URL" in caught.value.stdout


def test_separate_processes_need_redis(refusal: Naiad) -> None:
    assert "NAIAD_REDIS_URL" in refusal("worker")


def test_second_server_on_one_data_folder_is_refused(tmp_path: Path) -> None:
    first = NaiadProcess(data_dir=tmp_path).start()
    try:
        second = NaiadProcess(data_dir=tmp_path)
        assert "already runs" in stderr_of(second, "up", "--no-example")
    finally:
        assert first.stop() == 0


def test_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    first = NaiadProcess(data_dir=tmp_path / "first").start()
    try:
        second = NaiadProcess(data_dir=tmp_path / "second", port=first.port)
        assert "NAIAD_PORT" in stderr_of(second, "up", "--no-example")
    finally:
        first.kill()


def test_command_line_names_every_role_and_scope() -> None:
    assert tuple(Role) == members.ROLES
    assert tokens.SCOPES == ["read", "write", "manage"]
