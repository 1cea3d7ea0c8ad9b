"""Limits, and the tags and metadata that mean something by MLflow's conventions."""

MAX_TRACE_ID = 64
MAX_CLIENT_REQUEST_ID = 250
MAX_PREVIEW = 1_000
MAX_NAME = 4_096
MAX_SESSION_ID = 250
MAX_KEY = 250
MAX_TAG_VALUE = 4_096
"""Of a tag that is set by itself; what is longer is cut off, as MLflow does."""
MAX_VALUE = 65_535
"""Of a tag or an entry of the metadata that comes with its trace."""
MAX_LABELS = 1_000
MAX_SPANS = 10_000
"""Of one request."""
MAX_SPAN_NAME = 1_000
MAX_SPAN_TYPE = 100
MAX_MODEL_NAME = 500
MAX_ASSESSMENT_NAME = 250
MAX_ASSESSMENT_TEXT = 1_000_000
MAX_LINKED_TRACES = 100
MAX_LINKED_PROMPTS = 1_000
MAX_BATCH = 1_000
MAX_PAGE = 500

# Tags
NAME_TAG = "mlflow.traceName"
ARTIFACT_LOCATION_TAG = "mlflow.artifactLocation"
SPANS_LOCATION_TAG = "mlflow.trace.spansLocation"
OWN_TAGS = frozenset(
    {
        ARTIFACT_LOCATION_TAG,
        SPANS_LOCATION_TAG,
        "mlflow.trace.archiveLocation",
        "mlflow.trace.archivalFailure",
    }
)
"""What the server says of a trace; nobody else may."""
IN_OUR_STORE = "TRACKING_STORE"

# Metadata
SOURCE_RUN = "mlflow.sourceRun"
SESSION = "mlflow.trace.session"
USER = "mlflow.trace.user"
TOKEN_USAGE = "mlflow.trace.tokenUsage"  # noqa: S105  # no password
COST = "mlflow.trace.cost"
SIZE_STATS = "mlflow.trace.sizeStats"
FINALIZED = "mlflow.trace.infoFinalized"

DATA_FILE = "traces.json"
"""Where clients before 3.4 upload a trace's spans, among its files."""
