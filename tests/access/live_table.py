"""Who may listen to what. One line a prefix that `apps.core.realtime.topics` knows."""

from tests.access.people import VIEWERS, Outcomes

# The topic, and who may subscribe to it.
TOPICS: dict[str, Outcomes] = {
    "project:{key}": VIEWERS,
    "run:{run_id}": VIEWERS,
    "job:{job_id}": VIEWERS,
}
