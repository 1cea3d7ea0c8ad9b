"""Where Naiad answers otherwise than MLflow's server, on purpose: the whole list.

A call of a scenario that is expected to differ names its entry; a call that names one and does not
differ so fails, so nothing stays here that is no longer true. docs/mlflow.md has the same list, which
`python -m tests.conformance.differential.document` writes there.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

VERDICT = "verdict"
"""The place of whether, and how, a call was refused."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One intended difference. `where` is a pattern of the fields that differ.

    `verdicts` are patterns of what MLflow's server and Naiad say where one of them refuses; a bar
    stands between two of which either will do.
    """

    where: str
    theirs: str
    ours: str
    reason: str
    verdicts: tuple[str, str] = ("*", "*")

    def covers(self, place: str, theirs: str, ours: str) -> bool:
        """Whether what differs, here and with these verdicts, is what is meant."""
        if place == VERDICT:
            pairs = zip((theirs, ours), self.verdicts, strict=True)
            if not all(_fits(said, patterns) for said, patterns in pairs):
                return False
        return fnmatchcase(place, self.where)


def _fits(said: str, patterns: str) -> bool:
    return any(fnmatchcase(said, pattern) for pattern in patterns.split("|"))


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
    theirs="refuses names with / - : outside quotes, two blanks where one will do, a blank filter",
    ours="understands them",
    reason="what is meant is plain, and the portal's own searches say it so",
    verdicts=("400*", "ok"),
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
    verdicts=("500*|*INTERNAL_ERROR", "*"),
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

DATASET_NOT_THERE = Difference(
    where=VERDICT,
    theirs="deleting an evaluation dataset that is not there succeeds",
    ours="RESOURCE_DOES_NOT_EXIST",
    reason="of other people's datasets it says so too, and the two must not be told apart",
)

STRICT_INPUT = Difference(
    where="*",
    theirs="takes what is of a wrong type, out of range, no JSON or no word of its own for unset",
    ours="INVALID_PARAMETER_VALUE, and nothing is stored",
    reason="a point at step 0 instead of step 1.5 is a wrong point that nobody notices",
    verdicts=("[!5]*", "400 INVALID_PARAMETER_VALUE"),
)

LENIENT_INPUT = Difference(
    where=VERDICT,
    theirs="refuses runs without experiment_id, searches without max_results, Application/JSON",
    ours="the default experiment, the documented default; types are written in any case",
    reason="nothing is unclear about them",
    verdicts=("400*", "ok"),
)

RUN_OF_A_DELETED_EXPERIMENT = Difference(
    where=VERDICT,
    theirs="restores a run whose experiment stays deleted",
    ours="refused: the experiment is to be restored first",
    reason="the run would be active and yet nowhere to be found",
)

TAG_TWICE = Difference(
    where=VERDICT,
    theirs="says of an experiment that is created with one tag twice that it exists already",
    ours="the last value counts, as everywhere else",
    reason="nothing exists already",
)

DEFAULT_EXPERIMENT = Difference(
    where=VERDICT,
    theirs="the default experiment can be deleted",
    ours="refused",
    reason="it takes the runs that name no other",
)

INFINITY = Difference(
    where="*value",
    theirs="infinite metrics become the largest finite number",
    ours="they stay infinite",
    reason="a diverged loss is not 1.8e308",
)

MINUS_ZERO = Difference(
    where="*",
    theirs="a point 0.0 and a point -0.0 of one step and time are one",
    ours="two points",
    reason="points are kept bit by bit",
)

UNKNOWN_RUN = Difference(
    where=VERDICT,
    theirs="get-history-bulk leaves out runs that do not exist",
    ours="RESOURCE_DOES_NOT_EXIST, as get-history says",
    reason="a run that one may not see is to be told from one without points",
)

UNSAID = Difference(
    where="*",
    theirs="a run made by a request without user or start began in 1970 and is nobody's",
    ours="it is the token's owner's and begins now",
    reason="the portal lists runs by time and person",
)

COLUMNS = Difference(
    where="*",
    theirs="SQLite keeps more than the columns are declared for: run names over 250, users over 256",
    ours="run names are cut to 250, longer users are refused",
    reason="as MLflow's other databases have it",
)

SPANS_OF_FILES = Difference(
    where="*",
    theirs="traces/get fails with status 500 for a trace whose spans are not in the database",
    ours="it is answered, with the spans of its file if there is one",
    reason="a trace without spans is a trace",
)

MISSING_IS_INVALID = Difference(
    where=VERDICT,
    theirs="a missing request_id is BAD_REQUEST, a file's missing run_id one that is not found",
    ours="INVALID_PARAMETER_VALUE, as for every parameter that is missing",
    reason="one word for one thing",
)

CONTENT_TYPE = Difference(
    where=VERDICT,
    theirs="refuses Application/JSON",
    ours="types of content are written in any case",
    reason="HTTP says so",
    verdicts=("400*", "404*"),
)

PLACE_OF_ONES_OWN = Difference(
    where=VERDICT,
    theirs="with workspaces, an experiment cannot keep its files in a place of its own",
    ours="it can, as without workspaces",
    reason="a project of ours is no place to keep files",
    verdicts=("400*", "ok"),
)

WRITTEN_TWICE = Difference(
    where="*",
    theirs="BAD_REQUEST in its database's words: a name taken by renaming, a link or param again",
    ours="RESOURCE_ALREADY_EXISTS; what is the same again is fine; another value is refused",
    reason="a request that is repeated after a timeout must not fail",
    verdicts=("*BAD_REQUEST", "*"),
)

LINK_TO_NOTHING = Difference(
    where=VERDICT,
    theirs="keeps links to runs and logged models that do not exist",
    ours="RESOURCE_DOES_NOT_EXIST",
    reason="whether one may see what is linked has to be known",
    verdicts=("ok", "*RESOURCE_DOES_NOT_EXIST"),
)

NO_DEFAULT_WORKSPACE = Difference(
    where=VERDICT,
    theirs="the contents of a workspace that is deleted may move to the default one",
    ours="NOT_IMPLEMENTED",
    reason="Naiad has no default project; what nobody asked for is not mixed",
)

UNKNOWN_STATUS = Difference(
    where=VERDICT,
    theirs="a webhook whose status is no word of the protocol's is made active",
    ours="it is refused",
    reason="who misspells DISABLED does not want it active",
)

FOUND_AMONG_MODELS = Difference(
    where="*",
    theirs='among logged models, "text" and datasets named without a digest find nothing',
    ours="they are understood, as among runs",
    reason="the digest is documented as optional",
    verdicts=("ok", "ok"),
)

UNSAFE_PATH = Difference(
    where="*",
    theirs="keeps and looks for paths with backslashes, drives, control characters, a . or //",
    ours="INVALID_PARAMETER_VALUE",
    reason="MLflow's client refuses to list a folder that has such a file",
    verdicts=("*", "*400 INVALID_PARAMETER_VALUE|*Exception INVALID_PARAMETER_VALUE|HTTPError"),
)

NUMBER_SIGN = Difference(
    where=VERDICT,
    theirs="refuses to look for paths with a # or that begin with file:",
    ours="there are no such files",
    reason="what nobody could keep is not there",
    verdicts=("400*|HTTPError", "*"),
)

NO_OWNER = Difference(
    where="*",
    theirs="keeps files at any address, also that of a run that does not exist",
    ours="RESOURCE_DOES_NOT_EXIST",
    reason="a file belongs to a run, a logged model or a trace, whose project says who sees it",
    verdicts=("*", "404 RESOURCE_DOES_NOT_EXIST"),
)

EMPTY_FOLDER = Difference(
    where="*",
    theirs="a folder stays when its files are gone, or none ever came",
    ours="folders are what the paths of files make",
    reason="as in S3, whose listings do not tell them either",
    verdicts=("ok", "ok"),
)

ODD_RANGE = Difference(
    where="*",
    theirs="400 to a range that it cannot read, and several ranges in several parts",
    ours="the whole file",
    reason="HTTP lets a server heed no range, and no client of MLflow's asks for such",
    verdicts=("*", "ok"),
)

PRESENTATION = Difference(
    where="*",
    theirs="every file is an attachment; JSON, XML, scripts, MLmodel are text/plain",
    ours="types follow from names; what is safe to look at is shown, in a sandbox",
    reason="the portal shows files by the same addresses",
)

PAST_THE_PROXY = Difference(
    where=VERDICT,
    theirs="presigned-…-url is INVALID_PARAMETER_VALUE where files are behind the proxy",
    ours="NOT_IMPLEMENTED, as presigned/… says; and the file is looked for first",
    reason="it depends on where files are kept, not on what was asked",
)
