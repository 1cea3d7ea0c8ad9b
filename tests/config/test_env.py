"""A wrong setting stops the start with one line that names it."""

from pathlib import Path

import pytest

from apps.config import env

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "BLOB_URL", "PUBLIC_URL", "SECRET_KEY", "PORT"):
        monkeypatch.delenv(f"NAIAD_{name}", raising=False)
    monkeypatch.setenv("NAIAD_DATA_DIR", str(tmp_path))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAIAD_DATABASE_URL", "oracle://host/name"),
        ("NAIAD_DATABASE_URL", "postgresql://host"),
        ("NAIAD_REDIS_URL", "localhost:6379"),
        ("NAIAD_BLOB_URL", "ftp://files"),
        ("NAIAD_PUBLIC_URL", "naiad.example.org"),
        ("NAIAD_SECRET_KEY", "short"),
        ("NAIAD_SECRET_KEY_FILE", "/nowhere/at/all"),
        ("NAIAD_PORT", "eighty"),
        ("NAIAD_PORT", "70000"),
        ("NAIAD_DATA_DIR", "/proc/nowhere"),
        ("NAIAD_LOG_FORMAT", "xml"),
        ("NAIAD_DIRECT_TRANSFERS", "sometimes"),
        ("NAIAD_DEBUG", "maybe"),
        ("NAIAD_MAX_ARTIFACT_BYTES", "-1"),
    ],
)
def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(env.WrongSetting) as caught:
        env.read()
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = env.read().secret_key, env.read().secret_key
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_secret_key_is_read_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    monkeypatch.setenv("NAIAD_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.read().secret_key == "k" * 40


def test_public_url_follows_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAIAD_PORT", "9001")
    monkeypatch.setenv("NAIAD_HOST", "0.0.0.0")
    assert env.read().public_url == "http://127.0.0.1:9001"


def test_database_is_a_file_of_the_data_folder(tmp_path: Path) -> None:
    assert env.read().database["NAME"] == tmp_path / "naiad.sqlite3"


def test_postgresql_is_pooled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAIAD_DATABASE_URL", "postgresql://u:p@db.example.org:5433/naiad")
    database = env.read().database
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example.org",
        5433,
        "naiad",
    )
    assert "pool" in str(database["OPTIONS"])


def test_an_address_of_postgresql_keeps_its_own_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAIAD_DATABASE_URL", "postgresql://db/naiad?sslmode=verify-full")
    options = str(env.read().database["OPTIONS"])
    assert "'sslmode': 'verify-full'" in options
    assert "pool" in options


def test_a_checkout_s_command_means_the_server_that_make_up_starts() -> None:
    assert env.default_data_dir() == Path(__file__).resolve().parents[2] / ".naiad"


def test_an_installed_naiad_keeps_its_data_in_the_user_s_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(env, "CHECKOUT", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))

    assert env.default_data_dir() == tmp_path / "share" / "naiad"
