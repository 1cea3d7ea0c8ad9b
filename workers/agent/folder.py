"""An attempt's folder: what the executor and the agent tell each other, one file per fact.

Every file appears whole or not at all (written aside, then renamed or linked).
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from apps.jobs.contracts import ExitReason, JobSpec, Observation, Phase


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Who runs the attempt: an agent by pid and start time, or nobody, for good (pid 0)."""

    pid: int
    identity: str


@dataclass(frozen=True, slots=True)
class AttemptFolder:
    """The paths of one attempt, and what they hold."""

    path: Path

    @property
    def work(self) -> Path:
        """Where the job's command runs."""
        return self.path / "work"

    @property
    def console(self) -> Path:
        """Everything the job printed."""
        return self.path / "console.log"

    @property
    def agent_log(self) -> Path:
        """What the agent itself printed, for whoever looks into a failure of ours."""
        return self.path / "agent.log"

    def create(self, spec: JobSpec) -> bool:
        """Make the folder with its spec, whole; False when it exists already."""
        aside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        aside.mkdir(parents=True, mode=0o700)
        spec_file = os.open(aside / "spec.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(spec_file, "w", encoding="utf-8") as file:
            file.write(spec.to_json())
        try:
            aside.rename(self.path)
        except OSError:
            (aside / "spec.json").unlink()
            aside.rmdir()
            if not self.path.is_dir():
                raise
            return False
        return True

    def read_spec(self) -> JobSpec:
        """What to run."""
        return JobSpec.from_json((self.path / "spec.json").read_bytes())

    def drop_spec(self) -> None:
        """Remove the spec: it holds the token and the variables, and is read only once."""
        (self.path / "spec.json").unlink(missing_ok=True)

    def claim(self, claim: Claim) -> bool:
        """Take the attempt, once and for all; False when somebody has."""
        aside = self._write_aside(json.dumps(asdict(claim)))
        try:
            os.link(aside, self.path / "agent.json")
        except FileExistsError:
            return False
        finally:
            aside.unlink()
        return True

    def read_claim(self) -> Claim | None:
        """Who has taken the attempt; None while nobody has."""
        raw = self._read("agent.json")
        return Claim(**raw) if raw else None

    def ask_to_stop(self) -> bool:
        """Leave word that a person wants the attempt stopped; False when it was there before."""
        try:
            (self.path / "cancel").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def asked_to_stop_at(self) -> float | None:
        """When a person wanted the attempt stopped, in seconds since 1970."""
        try:
            return (self.path / "cancel").stat().st_mtime
        except FileNotFoundError:
            return None

    def write_status(self, observation: Observation) -> None:
        """Say where the attempt stands."""
        self._write("status.json", json.dumps(asdict(observation)))

    def read_status(self) -> Observation | None:
        """Where the attempt stands; None before the first word."""
        raw = self._read("status.json")
        if raw is None:
            return None
        reason = ExitReason(raw["reason"]) if raw["reason"] else None
        return Observation(**raw | {"phase": Phase(raw["phase"]), "reason": reason})

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            raw: dict[str, Any] = json.loads((self.path / name).read_bytes())
        except FileNotFoundError:
            return None
        return raw

    def _write(self, name: str, text: str) -> None:
        self._write_aside(text).rename(self.path / name)

    def _write_aside(self, text: str) -> Path:
        aside = self.path / f".{secrets.token_hex(6)}"
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        return aside
