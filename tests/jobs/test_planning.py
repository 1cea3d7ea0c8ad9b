"""Which jobs start: what fits, by priority, fair share and age; and what the others are told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from apps.jobs.constants import OVERTAKEN_FOR
from apps.jobs.contracts import Resources
from apps.jobs.planning import Candidate, Holder, Plan, plan

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TWO_CPUS = Resources(cpus=2, memory_mb=8000, gpus=2)


def candidate(name: str = "train", project: int = 1, **fields: object) -> Candidate:
    age = fields.pop("age", timedelta(0))
    assert isinstance(age, timedelta)
    priority = fields.pop("priority", 0)
    assert isinstance(priority, int)
    return Candidate(
        job_id=uuid4(),
        project_id=project,
        name=name,
        needs=Resources(**fields),  # type: ignore[arg-type]  # the test's own numbers
        priority=priority,
        queued_at=NOON - age,
    )


def holder(name: str = "busy", project: int = 1, **needs: float) -> Holder:
    return Holder(project_id=project, name=name, needs=Resources(**needs))  # type: ignore[arg-type]  # likewise


def run(queue: list[Candidate], *holders: Holder, capacity: Resources = TWO_CPUS) -> Plan:
    return plan(capacity, holders=holders, queue=queue, now=NOON)


def started(result: Plan) -> list[UUID]:
    return [start.job_id for start in result.starts]


def test_what_fits_starts_and_the_rest_waits() -> None:
    first, second, third = (candidate(age=timedelta(minutes=m)) for m in (3, 2, 1))
    result = run([third, first, second])
    assert started(result) == [first.job_id, second.job_id]
    assert set(result.reasons) == {third.job_id}


def test_a_waiting_job_is_told_what_holds_the_resources() -> None:
    job = candidate(cpus=2)
    result = run([job], holder("digits", cpus=2))
    assert result.reasons[job.job_id] == "Waiting for 2 CPUs: 2 of 2 in use by digits."


def test_jobs_of_other_projects_are_counted_not_named() -> None:
    job = candidate(cpus=2)
    result = run([job], holder("mine", cpus=1), holder("secret", project=2, cpus=1))
    assert "in use by mine, 1 job of another project." in result.reasons[job.job_id]
    assert "secret" not in result.reasons[job.job_id]


def test_memory_and_gpus_are_waited_for_too() -> None:
    job = candidate(cpus=1, memory_mb=4000, gpus=1)
    result = run([job], holder("big", cpus=1, memory_mb=6000, gpus=2))
    assert result.reasons[job.job_id] == (
        "Waiting for 4000 MB of memory: 6000 of 8000 in use by big. "
        "Waiting for 1 GPU: 2 of 2 in use by big."
    )


def test_a_target_that_became_too_small_says_so() -> None:
    job = candidate(cpus=4)
    assert "the target has 2 in all" in run([job]).reasons[job.job_id]


def test_priority_comes_before_age() -> None:
    old, urgent = candidate(cpus=2, age=timedelta(hours=1)), candidate(cpus=2, priority=5)
    assert started(run([old, urgent])) == [urgent.job_id]


def test_the_project_that_holds_less_comes_before_age() -> None:
    old, other = candidate(project=1, age=timedelta(minutes=5)), candidate(project=2)
    assert started(run([old, other], holder(project=1, cpus=1))) == [other.job_id]


def test_projects_take_turns() -> None:
    queue = [candidate(project=1, age=timedelta(minutes=m)) for m in (4, 3)]
    queue += [candidate(project=2, age=timedelta(minutes=m)) for m in (2, 1)]
    assert started(run(queue)) == [queue[0].job_id, queue[2].job_id]


def test_a_small_job_overtakes_one_that_does_not_fit() -> None:
    large, small = candidate(cpus=2, age=timedelta(minutes=1)), candidate(cpus=1)
    assert started(run([large, small], holder(cpus=1))) == [small.job_id]


def test_nobody_overtakes_a_job_that_has_waited_for_long() -> None:
    large, small = candidate("large", cpus=2, age=OVERTAKEN_FOR), candidate(cpus=1)
    result = run([large, small], holder(cpus=1))
    assert not result.starts
    assert "behind large" in result.reasons[small.job_id]


def test_each_job_gets_gpus_of_its_own() -> None:
    first, second = candidate(gpus=1, age=timedelta(minutes=1)), candidate(gpus=1)
    result = run([first, second])
    assert [start.gpu_devices for start in result.starts] == [(0,), (1,)]


AMOUNTS = st.builds(
    Resources,
    cpus=st.sampled_from([0.5, 1, 2, 4]),
    memory_mb=st.integers(0, 9000),
    gpus=st.integers(0, 3),
)
CANDIDATES = st.builds(
    Candidate,
    job_id=st.uuids(),
    project_id=st.integers(1, 3),
    name=st.just("job"),
    needs=AMOUNTS,
    priority=st.integers(-2, 2),
    queued_at=st.integers(0, 1000).map(lambda minutes: NOON - timedelta(minutes=minutes)),
)


@given(queue=st.lists(CANDIDATES, max_size=12, unique_by=lambda job: job.job_id))
def test_no_plan_gives_out_more_than_there_is_and_everybody_is_answered(
    queue: list[Candidate],
) -> None:
    result = run(queue)
    needs = {job.job_id: job.needs for job in queue}
    taken = [needs[job_id] for job_id in started(result)]
    assert sum(need.cpus for need in taken) <= TWO_CPUS.cpus
    assert sum(need.memory_mb for need in taken) <= TWO_CPUS.memory_mb
    devices = [device for start in result.starts for device in start.gpu_devices]
    assert len(devices) == len(set(devices)) == sum(need.gpus for need in taken)
    assert set(started(result)) | set(result.reasons) == set(needs)
