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

OWNER = Difference(
    where="*user_id",
    theirs="registered models and versions have no user_id",
    ours="the address of whoever made them",
    reason="Naiad knows who asked, and the field is there for it",
)

ALIASES_EVERYWHERE = Difference(
    where="*aliases",
    theirs="versions within a model or a search come without their aliases",
    ours="with them",
    reason="they are shown where a client looks for them, without a call for each version",
)

MODEL_ID = Difference(
    where="*model_id",
    theirs="a version does not say which logged model it was made of",
    ours="it does",
    reason="the field is there for it, and lineage is read from it",
)

LENIENT_FILTER = Difference(
    where=VERDICT,
    theirs="refuses a name with / - : outside quotes, blanks where one will do, a blank filter",
    ours="understands them",
    reason="what is meant is plain, and the portal's own searches say it so",
)

STRICT_FILTER = Difference(
    where=VERDICT,
    theirs="joins text after text in a list, without a comma between, into one",
    ours="refused",
    reason="what was forgotten is the comma, and the answer would be silently another",
)

DOUBLED_QUOTE = Difference(
    where="*",
    theirs="'it''s' is text with two quotes",
    ours="it is it's, as in SQL",
    reason="there is no other way to write text that holds both kinds of quotes",
)

DURATION = Difference(
    where=VERDICT,
    theirs="runs have no duration to search or sort by",
    ours="attributes.duration, in milliseconds",
    reason="the runs table shows it",
)

SERVER_FAILS = Difference(
    where=VERDICT,
    theirs="fails with status 500",
    ours="answers, or says with status 400 what is wrong",
    reason="input is never the server's fault",
)

NUL = Difference(
    where=VERDICT,
    theirs="takes NUL characters where its database does",
    ours="refused",
    reason="PostgreSQL cannot store them",
)

SMALL_PAGE = Difference(
    where=VERDICT,
    theirs="a page of fewer than one registered model is an empty page",
    ours="refused, as it is of versions",
    reason="a client that follows its token would never come to an end",
)

LONG_NAME = Difference(
    where="*",
    theirs="on SQLite a model's name may have any length, elsewhere 256 characters",
    ours="256 characters at most",
    reason="one limit whatever the database",
)
