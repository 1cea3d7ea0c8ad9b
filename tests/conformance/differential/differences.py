"""Where Naiad answers otherwise than MLflow's server, on purpose: the whole list.

A call of a scenario that is expected to differ names its entry; a call that names one and does not
differ so fails, so nothing stays here that is no longer true. docs/mlflow.md says the same to users.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One intended difference. `where` is a pattern of the fields that differ."""

    where: str
    theirs: str
    ours: str
    reason: str

    def covers(self, place: str) -> bool:
        """Whether a field that differs is one of those meant."""
        return fnmatchcase(place, self.where)


VERDICT = "verdict"
"""The place of whether, and how, a call was refused."""

INVALID_STATE = Difference(
    where=VERDICT,
    theirs="a state that forbids something is INVALID_STATE with status 500",
    ours="the same code with status 400",
    reason="clients repeat a request that failed with 500 for minutes",
)

END_OF_A_RUN = Difference(
    where="*end_time",
    theirs="a run that is set FINISHED without an end_time has none",
    ours="it ended when that was said",
    reason="a run that is over has a duration, in the portal and in filters",
)
