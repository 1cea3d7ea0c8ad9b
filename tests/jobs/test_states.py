"""The one table of moves: no job or attempt ever leaves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.jobs.constants import (
    ACTIVE,
    ATTEMPT_MOVES,
    FINAL,
    JOB_MOVES,
    RUN_STATUS_OF,
    STATE_OF_PHASE,
    JobState,
)
from apps.jobs.contracts import Phase
from apps.jobs.errors import WrongState
from apps.jobs.services import moves

STATES = st.sampled_from(list(JobState))


def test_every_state_has_its_moves() -> None:
    assert set(JOB_MOVES) == set(ATTEMPT_MOVES) == set(JobState)


def test_every_phase_has_its_state_and_every_end_its_run_status() -> None:
    assert set(STATE_OF_PHASE) == set(Phase)
    assert set(RUN_STATUS_OF) == FINAL


@given(state=STATES)
def test_a_state_is_queued_active_or_final(state: JobState) -> None:
    assert (state is JobState.QUEUED) + state.is_active + state.is_final == 1


@given(state=st.sampled_from(sorted(FINAL)))
def test_an_ended_attempt_never_moves_again(state: JobState) -> None:
    assert not ATTEMPT_MOVES[state]


@given(state=st.sampled_from(sorted(FINAL)))
def test_an_ended_job_is_at_most_queued_again(state: JobState) -> None:
    assert JOB_MOVES[state] <= {JobState.QUEUED}


def test_a_succeeded_job_stays_so() -> None:
    assert not JOB_MOVES[JobState.SUCCEEDED]


@given(state=st.sampled_from(sorted(ACTIVE)))
def test_whatever_is_active_can_end_in_every_way(state: JobState) -> None:
    assert JOB_MOVES[state] >= FINAL


@given(walk=st.lists(STATES, max_size=30))
def test_no_walk_reaches_a_state_that_the_table_does_not_lead_to(walk: list[JobState]) -> None:
    present = JobState.QUEUED
    for wanted in walk:
        if present.may_become(wanted):
            moves._require(present, wanted, JOB_MOVES, noun="job")
            present = wanted
        else:
            with pytest.raises(WrongState, match=f"The job is {present}"):
                moves._require(present, wanted, JOB_MOVES, noun="job")
