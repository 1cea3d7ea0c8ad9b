"""The environment, read once and nowhere else. A wrong value is a `WrongSetting` that names it."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import environ

DEFAULT_PORT = 8700
CHECKOUT = Path(__file__).resolve().parent.parent.parent
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104  (compared with, not bound to)


class WrongSetting(Exception):
    """A setting that Naiad cannot start with; the message is one line that names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """The installation's settings, checked and typed. See docs/settings.md."""

    data_dir: Path
    secret_key: str
    database: dict[str, object]
    redis_url: str
    blob_url: str
    public_url: str
    agent_url: str
    host: str
    port: int
    debug: bool
    log_format: str
    max_artifact_bytes: int
    max_console_bytes: int
    max_code_bytes: int
    direct_transfers: str
    webhook_allow_private: bool


def read() -> Environment:
    """The settings of this process.

    Raises:
        WrongSetting: a value is missing or makes no sense.
    """
    env = environ.Env()
    data_dir = _data_dir(env.str("NAIAD_DATA_DIR", default=""))
    host = env.str("NAIAD_HOST", default="127.0.0.1")
    port = _integer(env, "NAIAD_PORT", default=DEFAULT_PORT, least=1, most=65535)
    own_url = f"http://{'127.0.0.1' if host in EVERY_ADDRESS else host}:{port}"
    return Environment(
        data_dir=data_dir,
        secret_key=_secret_key(env, data_dir),
        database=_database(env.str("NAIAD_DATABASE_URL", default=""), data_dir),
        redis_url=_url(env, "NAIAD_REDIS_URL", schemes=("redis", "rediss")),
        blob_url=_url(env, "NAIAD_BLOB_URL", schemes=("file", "s3"))
        or (data_dir / "blobs").as_uri(),
        public_url=_url(env, "NAIAD_PUBLIC_URL", schemes=("http", "https")).rstrip("/") or own_url,
        agent_url=_url(env, "NAIAD_AGENT_URL", schemes=("http", "https")).rstrip("/") or own_url,
        host=host,
        port=port,
        debug=_boolean(env, "NAIAD_DEBUG"),
        log_format=_choice(env, "NAIAD_LOG_FORMAT", choices=("console", "json")),
        max_artifact_bytes=_integer(env, "NAIAD_MAX_ARTIFACT_BYTES", default=50 * 2**30),
        max_console_bytes=_integer(env, "NAIAD_MAX_CONSOLE_BYTES", default=64 * 2**20),
        max_code_bytes=_integer(env, "NAIAD_MAX_CODE_BYTES", default=100 * 2**20),
        direct_transfers=_choice(
            env, "NAIAD_DIRECT_TRANSFERS", choices=("allowed", "never", "always")
        ),
        webhook_allow_private=_boolean(env, "NAIAD_WEBHOOK_ALLOW_PRIVATE"),
    )


def default_data_dir() -> Path:
    """Where Naiad keeps its data when nobody says: in a checkout where `make up` does, so that the
    command means the server that runs there; installed, in the XDG data folder."""
    if (CHECKOUT / "Makefile").exists() and (CHECKOUT / "manage.py").exists():
        return CHECKOUT / ".naiad"
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "naiad"


def _data_dir(value: str) -> Path:
    path = Path(value).expanduser().resolve() if value else default_data_dir()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise WrongSetting(
            f"NAIAD_DATA_DIR: cannot write to {path} ({reason}); name a folder that you own."
        ) from exc


def _secret_key(env: environ.Env, data_dir: Path) -> str:
    if key := env.str("NAIAD_SECRET_KEY", default=""):
        return _long_enough(key, "NAIAD_SECRET_KEY")
    if file := env.str("NAIAD_SECRET_KEY_FILE", default=""):
        try:
            return _long_enough(Path(file).read_text().strip(), "NAIAD_SECRET_KEY_FILE")
        except OSError as exc:
            raise WrongSetting(f"NAIAD_SECRET_KEY_FILE: cannot read {file}.") from exc
    return _own_secret_key(data_dir / "secret_key")


def _own_secret_key(path: Path) -> str:
    """The key kept in the data folder, made at the first start."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _long_enough(path.read_text().strip(), str(path))
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def _long_enough(key: str, name: str) -> str:
    if len(key) < 32:
        raise WrongSetting(
            f"{name}: a secret key needs at least 32 characters, this has {len(key)}."
        )
    return key


def _database(url: str, data_dir: Path) -> dict[str, object]:
    if not url:
        return _sqlite(data_dir / "naiad.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise WrongSetting(
            "NAIAD_DATABASE_URL: expected sqlite:///path or postgresql://user:password@host/name, "
            f"got the scheme {parts.scheme!r}."
        )
    config: dict[str, object] = dict(environ.Env.db_url_config(url))
    config["ENGINE"] = "django.db.backends.postgresql"
    config["CONN_MAX_AGE"] = 0
    config["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 16, "timeout": 15},
        "options": _SHORT_QUERIES,
        # What the address itself asks for, such as sslmode=verify-full
        **environ.Env.db_url_config(url).get("OPTIONS", {}),
    }
    return config


# Ours read one page along an index. Parallel workers read far past its end, and compiling such a
# query takes longer than running it.
_SHORT_QUERIES = "-c max_parallel_workers_per_gather=0 -c jit=off"


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A writer takes its lock at BEGIN: no deadlock between two that began as readers.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # WAL + NORMAL: a committed transaction survives a killed process.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
            ),
        },
    }


def _url(env: environ.Env, name: str, *, schemes: tuple[str, ...]) -> str:
    value = env.str(name, default="")
    if value and (urlsplit(value).scheme not in schemes or "://" not in value):
        expected = " or ".join(f"{scheme}://…" for scheme in schemes)
        raise WrongSetting(f"{name}: expected {expected}, got {value!r}.")
    return str(value)


def _integer(
    env: environ.Env, name: str, *, default: int, least: int = 1, most: int = 2**62
) -> int:
    value = env.str(name, default="") or str(default)
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise WrongSetting(
            f"{name}: expected a whole number from {least} to {most}, got {value!r}."
        )
    return number


def _boolean(env: environ.Env, name: str) -> bool:
    value = env.str(name, default="false").lower()
    if value not in {"true", "false", "1", "0", "yes", "no"}:
        raise WrongSetting(f"{name}: expected true or false, got {value!r}.")
    return value in {"true", "1", "yes"}


def _choice(env: environ.Env, name: str, *, choices: tuple[str, ...]) -> str:
    value = env.str(name, default="") or choices[0]
    if value not in choices:
        raise WrongSetting(f"{name}: expected one of {', '.join(choices)}, got {value!r}.")
    return str(value)
