"""What every module of differential tests begins with: `pytestmark = DIFFERENTIAL`."""

import pytest

# One worker starts MLflow's server, which takes half a minute of a busy machine.
DIFFERENTIAL = [
    pytest.mark.slow,
    # MLflow's server keeps SQLite, and so does ours beside it: each app's own tests know PostgreSQL.
    pytest.mark.any_database,
    pytest.mark.xdist_group("differential"),
    pytest.mark.timeout(240),
    # What MLflow's own code warns of in this process is its own affair.
    pytest.mark.filterwarnings("ignore"),
]
