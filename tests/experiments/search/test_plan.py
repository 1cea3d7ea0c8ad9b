"""Which way a page is read."""

import pytest

from apps.experiments.search.plan import (
    COUNT_UP_TO,
    LEAST_PROBATION,
    Estimate,
    Plan,
    Way,
    choose,
    probation,
)


def estimate(**known: object) -> Estimate:
    defaults = {
        "project_runs": 100_000, "scope_runs": 100_000, "walkable": True, "walks_in_scope": True,
        "limit": 100,
    }  # fmt: skip
    return Estimate(**{**defaults, **known})  # type: ignore[arg-type]


CASES = [
    ({"condition_runs": [COUNT_UP_TO, 10_000]}, Plan(way=Way.WALK)),
    ({"condition_runs": [COUNT_UP_TO, 50]}, Plan(way=Way.GATHER, drivers=(1,))),
    ({"condition_runs": [0, 50]}, Plan(way=Way.GATHER, drivers=(0,))),
    ({"condition_runs": [90, 70, 50, 101]}, Plan(way=Way.GATHER, drivers=(2, 1, 0))),
    ({"condition_runs": [10_000] * 4}, Plan(way=Way.GATHER, drivers=(0, 1, 2, 3))),
    ({"condition_runs": [], "walkable": False}, Plan(way=Way.SORT)),
    ({"condition_runs": [3_000], "walkable": False}, Plan(way=Way.GATHER, drivers=(0,))),
    ({"scope_runs": 20, "walks_in_scope": False}, Plan(way=Way.SORT)),
    ({"scope_runs": 50_000, "walks_in_scope": False}, Plan(way=Way.WALK)),
    ({"scope_runs": 0, "walks_in_scope": False}, Plan(way=Way.SORT)),
    ({"project_runs": 0, "scope_runs": 0}, Plan(way=Way.SORT)),
]


@pytest.mark.parametrize(("known", "plan"), CASES, ids=str)
def test_the_way_that_looks_at_the_fewest_runs_is_chosen(
    known: dict[str, object], plan: Plan
) -> None:
    assert choose(estimate(**known)) == plan


def test_a_walk_is_given_up_where_it_looked_at_many_more_runs_than_expected() -> None:
    common = estimate(condition_runs=[COUNT_UP_TO, COUNT_UP_TO])
    assert probation(choose(common), common) == LEAST_PROBATION
    rarer = estimate(condition_runs=[COUNT_UP_TO, 8_000])
    assert probation(choose(rarer), rarer) in range(LEAST_PROBATION + 1, 25_000)
    for counts in ([], [COUNT_UP_TO, 50]):
        asked = estimate(condition_runs=counts)
        assert probation(choose(asked), asked) is None
    small = estimate(project_runs=15_000, scope_runs=15_000, condition_runs=[7_000, 7_000])
    assert probation(choose(small), small) is None
