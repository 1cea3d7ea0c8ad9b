"""Calls of a tracking server: one pool of connections, retries, and refusals in our words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

from apps.transfers.contracts import Credentials
from apps.transfers.errors import SourceRefused, SourceUnavailable, SourceUnreadable
from apps.transfers.mlflow.sources.rest.guard import check_host, guarded_pool

Json = dict[str, Any]

MAX_ANSWER_BYTES = 512 * 2**20
_PIECE = 2**20
# A server that keeps its data in folders lacks some features, and says so with the status 500.
_ABSENT = {"RESOURCE_DOES_NOT_EXIST", "NOT_IMPLEMENTED", "FEATURE_DISABLED"}
_TIMEOUT = urllib3.Timeout(connect=10, read=120)
# What a busy server may answer once. No redirects: an address is what a person typed.
_RETRIES = urllib3.Retry(
    total=4, redirect=0, backoff_factor=0.5, status_forcelist=(429, 502, 503, 504),
    allowed_methods=None, raise_on_status=False, raise_on_redirect=False,
)  # fmt: skip


class NotThere(Exception):
    """The server has no such thing, or no such endpoint."""


class BadRequest(Exception):
    """The server understood and refused: it may be older than what was asked of it."""


class Server:
    """A tracking server at an address."""

    def __init__(self, url: str, credentials: Credentials, *, workspace: str = "") -> None:
        self.url = _without_login(url).rstrip("/")
        self._headers = _headers(credentials, workspace)
        check_host(self.url)
        self._pool = guarded_pool(connections=16, insecure=credentials.insecure_tls)

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Json:
        """The JSON that a GET answers.

        Raises:
            NotThere, BadRequest: the server says so.
            SourceUnavailable, SourceRefused, SourceUnreadable: it does not answer as it should.
        """
        return self._call("GET", path, query, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """The JSON that a POST answers. Raises as `get`."""
        return self._call("POST", path, (), json.dumps(body).encode())

    def stream(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Iterator[bytes]:
        """The bytes that a GET answers, in pieces. Raises as `get`."""
        answer = self._send("GET", path, query, None, preload=False)
        try:
            if answer.status != 200:
                self._refuse(answer.status, answer.read(64_000), path)
            yield from answer.stream(_PIECE)
        except urllib3.exceptions.HTTPError as error:
            raise _silent(self.url, error) from error
        finally:
            answer.release_conn()

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()

    def _call(
        self, method: str, path: str, query: Sequence[tuple[str, str]], body: bytes | None
    ) -> Json:
        answer = self._send(method, path, query, body, preload=False)
        try:
            data = answer.read(MAX_ANSWER_BYTES)
        except urllib3.exceptions.HTTPError as error:
            raise _silent(self.url, error) from error
        finally:
            answer.release_conn()
        if answer.status != 200:
            self._refuse(answer.status, data, path)
        try:
            found = json.loads(data)
        except ValueError as error:
            raise _no_mlflow(self.url) from error
        return found if isinstance(found, dict) else {"items": found}

    def _send(
        self,
        method: str,
        path: str,
        query: Sequence[tuple[str, str]],
        body: bytes | None,
        *,
        preload: bool,
    ) -> urllib3.BaseHTTPResponse:
        url = f"{self.url}/{path}"
        if query:
            url += f"?{urlencode(query)}"
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        try:
            return self._pool.request(
                method, url, body=body, headers=headers, retries=_RETRIES, timeout=_TIMEOUT,
                preload_content=preload,
            )  # fmt: skip
        except urllib3.exceptions.HTTPError as error:
            raise _silent(self.url, error) from error

    def _refuse(self, status: int, data: bytes, path: str) -> None:
        """Raise what this status means."""
        code, message = _told(data)
        if status in {401, 403}:
            raise SourceRefused(
                f"{self.url} does not let us in (HTTP {status}).",
                fix="Check the token, or the user and password, and what they may read.",
            )
        if status in {404, 405, 501} or code in _ABSENT:
            raise NotThere(message or path)
        if status == 400 and code:
            raise BadRequest(message)
        if 300 <= status < 400:
            raise SourceUnreadable(
                f"{self.url} leads on to another address.", fix="Give the address it leads to."
            )
        if status >= 500 and not code:
            raise SourceUnavailable(f"{self.url} answers HTTP {status}.", fix="Look at its log.")
        if not code:
            raise _no_mlflow(self.url)
        raise SourceUnavailable(f"{self.url} answers: {message[:300]}", fix="Look at its log.")


def _told(data: bytes) -> tuple[str, str]:
    """MLflow's code and message, where the answer is one of its own."""
    try:
        found = json.loads(data)
        return str(found["error_code"]), str(found.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""


def _silent(url: str, error: Exception) -> SourceUnavailable:
    cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
    what = type(cause).__name__.removesuffix("Error") if cause else "no answer"
    return SourceUnavailable(
        f"{url} does not answer ({what}).", fix="Check the address, and that the server runs."
    )


def _no_mlflow(url: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{url} is no MLflow tracking server.",
        fix="Give the address that clients set as MLFLOW_TRACKING_URI.",
    )


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _headers(credentials: Credentials, workspace: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    if credentials.token:
        headers["Authorization"] = f"Bearer {credentials.token}"
    elif credentials.user:
        headers = dict(
            urllib3.make_headers(basic_auth=f"{credentials.user}:{credentials.password}")
        )
        headers["Authorization"] = headers.pop("authorization")
    if workspace:
        headers["X-MLFLOW-WORKSPACE"] = workspace
    return headers
