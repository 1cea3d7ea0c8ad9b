"""From an address that a person typed to the source that reads it."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from apps.transfers.contracts import Credentials, Request
from apps.transfers.errors import InvalidSource
from apps.transfers.mlflow.files.folders import FolderFiles
from apps.transfers.mlflow.source import Files, Source

_DATABASES = ("sqlite", "postgresql", "postgres", "mysql", "mariadb")
_HELP = (
    "Give a tracking server's URL (https://…), its database's URL (postgresql://…, mysql://…, "
    "sqlite:///…), or a folder such as ./mlruns."
)


def open_source(request: Request, credentials: Credentials) -> Source:
    """The source at the address, not opened yet.

    Raises:
        InvalidSource: the address names nothing that could be one.
    """
    parts = _split(request.address)
    scheme = parts.scheme.split("+")[0].lower()
    if scheme in {"http", "https"}:
        if not parts.hostname:
            raise _invalid(f"{request.address[:200]!r} names no host.", _HELP)
        return _server(request, credentials)
    if not request.local:
        raise _invalid(
            "Only a server that is reachable by its URL can be imported from here.",
            "For a database or a folder use the command `naiad import mlflow`.",
        )
    if scheme in _DATABASES:
        from apps.transfers.mlflow.sources.database.source import DatabaseSource

        url = credentials.database_url or request.address
        files = _files(request, credentials)
        return DatabaseSource(url, files=files, workspace=request.workspace)
    if scheme in {"", "file"}:
        return _folder(request, credentials)
    raise _invalid(f"{request.address[:200]!r} is no address of an MLflow.", _HELP)


def public_address(address: str) -> str:
    """The address without a user and a password, to be kept and shown."""
    parts = _split(address)
    if "@" not in parts.netloc:
        return address
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def credentials_of(address: str, environment: Mapping[str, str] | None = None) -> Credentials:
    """What lets us in: what the address itself holds, else MLflow's own variables."""
    env = os.environ if environment is None else environment
    parts = _split(address)
    if parts.scheme not in {"http", "https"}:
        return Credentials(
            database_url=address,
            token=env.get("MLFLOW_TRACKING_TOKEN", ""),
            user=env.get("MLFLOW_TRACKING_USERNAME", ""),
            password=env.get("MLFLOW_TRACKING_PASSWORD", ""),
        )
    if parts.username:
        return Credentials(user=unquote(parts.username), password=unquote(parts.password or ""))
    return Credentials(
        token=env.get("MLFLOW_TRACKING_TOKEN", ""),
        user=env.get("MLFLOW_TRACKING_USERNAME", ""),
        password=env.get("MLFLOW_TRACKING_PASSWORD", ""),
        insecure_tls=env.get("MLFLOW_TRACKING_INSECURE_TLS", "").lower() == "true",
    )


def _server(request: Request, credentials: Credentials) -> Source:
    from apps.transfers.mlflow.sources.rest.source import RestSource

    return RestSource(request.address, credentials=credentials, workspace=request.workspace)


def _folder(request: Request, credentials: Credentials) -> Source:
    from apps.transfers.mlflow.sources.folder.source import FolderSource

    parts = _split(request.address)
    path = Path(unquote(parts.path) if parts.scheme else request.address).expanduser()
    if not path.exists():
        raise InvalidSource(f"There is no folder {str(path)!r}.", fix=_HELP)
    if path.is_file():
        raise InvalidSource(
            f"{str(path)!r} is a file.", fix=f"A database is named by sqlite:///{path.resolve()}."
        )
    return FolderSource(path, files=_files(request, credentials))


def _files(request: Request, credentials: Credentials) -> Files:
    where = request.files_from
    if where.startswith(("http://", "https://")):
        from apps.transfers.mlflow.sources.rest.files import server_files

        return server_files(where, credentials)
    if where and not Path(where).expanduser().is_dir():
        raise InvalidSource(
            f"There is no folder {where!r} to take files from.",
            fix="Name the folder in which the server keeps its files, or its URL.",
        )
    return FolderFiles(Path(where).expanduser() if where else None)


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise _invalid(f"{address[:200]!r} is no address: {error}.", _HELP) from error


def _invalid(message: str, fix: str) -> InvalidSource:
    return InvalidSource(message, fix=fix, errors={"source": [f"{message} {fix}"]})
