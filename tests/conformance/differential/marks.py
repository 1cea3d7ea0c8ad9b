"""What every module of differential tests begins with: `pytestmark` is one of the two."""

import pytest

# One worker starts MLflow's server, which takes half a minute of a busy machine.
DIFFERENTIAL_IN_SQL = [
    pytest.mark.slow,
    pytest.mark.xdist_group("differential"),
    pytest.mark.timeout(240),
    # What MLflow's own code warns of in this process is its own affair.
    pytest.mark.filterwarnings("ignore"),
]
"""Filters, orders, pages: Naiad answers from whichever database the step is about. MLflow's server
beside it always keeps SQLite."""

DIFFERENTIAL = [*DIFFERENTIAL_IN_SQL, pytest.mark.any_database]
"""Where the database makes no difference: each app's own tests know PostgreSQL."""
