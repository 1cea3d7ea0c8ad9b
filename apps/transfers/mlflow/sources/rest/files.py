"""Files that a tracking server hands out, wherever it keeps them."""

from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from apps.transfers.contracts import Credentials
from apps.transfers.errors import SourceUnreadable
from apps.transfers.mlflow.records import FileRoot, SourceFile
from apps.transfers.mlflow.sources.rest.wire import BadRequest, Json, NotThere, Server

_MOST_DEPTH = 64
_PROXY = "api/2.0/mlflow-artifacts/artifacts"


class ServerFiles:
    """The files of runs and logged models, listed and read by whose they are."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, root: FileRoot) -> Iterator[SourceFile]:
        """Every file below the root; by its address where that is known, for a server does not
        find what was deleted by whose it is."""
        try:
            yield from self._walk(root, "", 0)
        except (NotThere, BadRequest) as error:
            raise _refused(root, str(error)) from error

    def read(self, root: FileRoot, path: str) -> Iterator[bytes]:
        """The bytes of a file."""
        try:
            if place := _proxied(root):
                yield from self._server.stream(f"{_PROXY}/{quote(f'{place}/{path}')}")
            elif root.kind == "model":
                where = f"ajax-api/2.0/mlflow/logged-models/{quote(root.id)}/artifacts/files"
                yield from self._server.stream(where, [("artifact_file_path", path)])
            else:
                asked = [("path", path), ("run_uuid", root.id)]
                yield from self._server.stream("get-artifact", asked)
        except (NotThere, BadRequest) as error:
            raise _refused(root, f"{path}: {error}") from error

    def _walk(self, root: FileRoot, path: str, depth: int) -> Iterator[SourceFile]:
        if depth > _MOST_DEPTH:
            raise _refused(root, "its folders have no end")
        for each in self._directory(root, path):
            below = f"{path}/{each['path']}".lstrip("/") if _proxied(root) else str(each["path"])
            if each.get("is_dir"):
                if below != path:
                    yield from self._walk(root, below, depth + 1)
            else:
                size = each.get("file_size")
                yield SourceFile(path=below, size=None if size is None else int(size))

    def _directory(self, root: FileRoot, path: str) -> Iterator[Json]:
        token = ""
        while True:
            if place := _proxied(root):
                where, query = _PROXY, [("path", f"{place}/{path}".rstrip("/"))]
            elif root.kind == "model":
                where = f"api/2.0/mlflow/logged-models/{quote(root.id)}/artifacts/directories"
                query = [("artifact_directory_path", path)] if path else []
            else:
                where = "api/2.0/mlflow/artifacts/list"
                query = [("run_id", root.id), *([("path", path)] if path else [])]
            answer = self._server.get(where, [*query, *([("page_token", token)] if token else [])])
            yield from answer.get("files", [])
            token = str(answer.get("next_page_token") or "")
            if not token:
                return


def _proxied(root: FileRoot) -> str:
    """Where the server keeps the root, below all the files that it hands out itself."""
    parts = urlsplit(root.uri)
    return unquote(parts.path).strip("/") if parts.scheme == "mlflow-artifacts" else ""


def server_files(url: str, credentials: Credentials) -> ServerFiles:
    """The files that the server at this address hands out."""
    return ServerFiles(Server(url, credentials))


def _refused(root: FileRoot, why: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"The server does not hand out files of {root.kind} {root.id}: {why[:300]}",
        fix="Check that it serves artifacts, and reaches where they are.",
    )
