"""The server that a scenario runs against, and the notes of what it answered."""

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from tests.conformance.differential.differences import Difference
from tests.conformance.differential.eraser import Eraser
from tests.conformance.differential.plain import plain

T = TypeVar("T")

OK = "ok"
AT_ONCE = 4
# Not of a sentence such as «the run_id request parameter must identify …».
_PARAMETER = re.compile(r"parameter '?\"?(?!(?:must|has|is)\b)([\w.\[\]]+)")


@dataclass(frozen=True, kw_only=True)
class Note:
    """What one call came to."""

    label: str
    verdict: str
    """`ok`, or the refusal's code: ``400 INVALID_PARAMETER_VALUE``, ``RestException …``."""
    value: Any = None
    message: str = ""
    differs: tuple[Difference, ...] = ()

    @property
    def parameter(self) -> str:
        """The parameter that a refusal names, if any."""
        found = _PARAMETER.search(self.message)
        return found[1] if found else ""


@dataclass(frozen=True)
class Question:
    """A read: what it is called, its body or parameters, and how its answers may differ."""

    label: str
    asks: Any
    differs: Difference | tuple[Difference, ...] = ()


@dataclass(kw_only=True)
class Here:
    """One of the two servers, in a workspace that nothing else has used."""

    name: str
    url: str
    headers: Mapping[str, str]
    folder: Path
    """Where the scenario may put files; also the working directory."""
    suffix: str
    eraser: Eraser
    http: httpx.Client
    notes: list[Note] = field(default_factory=list)

    @property
    def client(self) -> MlflowClient:
        """MLflow's client of this server."""
        return MlflowClient()

    def unique(self, word: str) -> str:
        """A name that no other scenario uses; the same on both servers."""
        return f"{word}{self.suffix}"

    def experiment(self, word: str = "e") -> str:
        """The id of a new experiment."""
        return str(self.client.create_experiment(self.unique(word)))

    def run(self, experiment_id: str = "", **fields: Any) -> str:
        """The id of a new run, in an experiment of its own unless one is named."""
        run = self.client.create_run(experiment_id or self.experiment(f"of-run-{len(self.notes)}"))
        return str(run.info.run_id)

    def see(
        self,
        label: str,
        call: Callable[..., T],
        *args: Any,
        differs: Difference | tuple[Difference, ...] = (),
        **kwargs: Any,
    ) -> T | None:
        """Note what the call returns or raises; its result, or None if it raised."""
        try:
            result = call(*args, **kwargs)
        except MlflowException as exc:
            verdict = f"{type(exc).__name__} {exc.error_code}"
            self._note(label, verdict, None, differs, message=exc.message)
            return None
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as exc:
            self._note(label, type(exc).__name__, None, differs, message=str(exc))
            return None
        self._note(label, OK, plain(result), differs)
        return result

    def note(
        self, label: str, value: Any, *, differs: Difference | tuple[Difference, ...] = ()
    ) -> None:
        """Note something that the scenario found out by itself."""
        self._note(label, OK, plain(value), differs)

    def post(self, label: str, path: str, body: Any = None, **options: Any) -> Any:
        """Note the answer to a POST of JSON; its JSON."""
        return self.request(label, "POST", path, json={} if body is None else body, **options)

    def get(self, label: str, path: str, **options: Any) -> Any:
        """Note the answer to a GET; its JSON. `params` go into the address."""
        return self.request(label, "GET", path, **options)

    def request(
        self,
        label: str,
        method: str,
        path: str,
        *,
        differs: Difference | tuple[Difference, ...] = (),
        shown: Callable[[Any], Any] | None = None,
        **options: Any,
    ) -> Any:
        """Note the answer to a request as httpx sends it; its JSON, or its text.

        A path without a slash in front is one of ``/api/2.0/mlflow/``. `shown` says what of an
        answer is noted, if not all.
        """
        return self._answered(label, self.send(method, path, **options), differs, shown)

    def ask(
        self,
        path: str,
        questions: Iterable[Question],
        *,
        method: str = "POST",
        shown: Callable[[Any], Any] | None = None,
    ) -> None:
        """Note the answers to reads, in the order of the questions.

        Many are on their way at once: a server spends most of the time waiting for its threads.
        """
        asked = list(questions)
        place = "params" if method == "GET" else "json"
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = pool.map(lambda each: self.send(method, path, **{place: each.asks}), asked)
            for question, answer in zip(asked, answers, strict=True):
                self._answered(question.label, answer, question.differs, shown)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer to a request, unnoted."""
        address = path if path.startswith("/") else f"/api/2.0/mlflow/{path}"
        headers = {**self.headers, **options.pop("headers", {})}
        return self.http.request(method, f"{self.url}{address}", headers=headers, **options)

    def fetch(
        self,
        label: str,
        method: str,
        target: str,
        *,
        heads: tuple[str, ...] = (),
        shown: bool = True,
        differs: Difference | tuple[Difference, ...] = (),
        **options: Any,
    ) -> httpx.Response:
        """Note the answer to a request whose address is sent as it is written, dots and all.

        Noted are the headers named and, if it is to be `shown`, what came.
        """
        headers = {**self.headers, **options.pop("headers", {}), "connection": "close"}
        exact = {"target": target.encode()}
        answer = self.http.request(method, self.url, headers=headers, extensions=exact, **options)
        said = str(answer.status_code)
        if answer.is_success:
            noted = {name: answer.headers.get(name) for name in heads}
            noted |= {"body": _body(answer)} if shown else {}
            self._note(label, OK if said == "200" else said, noted, differs)
        else:
            verdict, message = _refusal(answer)
            self._note(label, verdict, None, differs, message=message)
        return answer

    def _answered(
        self,
        label: str,
        answer: httpx.Response,
        differs: Difference | tuple[Difference, ...],
        shown: Callable[[Any], Any] | None,
    ) -> Any:
        body = _body(answer)
        if answer.status_code < 400:
            verdict = OK if answer.status_code == 200 else str(answer.status_code)
            self._note(label, verdict, shown(body) if shown else body, differs)
        else:
            verdict, message = _refusal(answer)
            self._note(label, verdict, None, differs, message=message)
        return body

    def _note(
        self,
        label: str,
        verdict: str,
        value: Any,
        differs: Difference | tuple[Difference, ...],
        message: str = "",
    ) -> None:
        expected = (differs,) if isinstance(differs, Difference) else differs
        if verdict == OK and isinstance(value, str) and value.isdigit():
            value = self.eraser.experiment(value)
        self.notes.append(
            Note(
                label=label,
                verdict=verdict,
                value=self.eraser.clean(value),
                message=message,
                differs=expected,
            )
        )


def _body(answer: httpx.Response) -> Any:
    """The JSON of an answer, or its text."""
    try:
        return answer.json()
    except ValueError:
        return answer.text


def _refusal(answer: httpx.Response) -> tuple[str, str]:
    """The verdict and the message of an answer that refuses."""
    body = _body(answer)
    if not isinstance(body, dict):
        return str(answer.status_code), str(body)
    code = body.get("error_code", "")
    return f"{answer.status_code} {code}".strip(), body.get("message", "")
