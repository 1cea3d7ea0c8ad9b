"""Who may steer a job."""

from dataclasses import dataclass

from apps.accounts.contracts import Actor
from apps.jobs.constants import JobState
from apps.projects.permissions import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRights:
    """What somebody may do to a job now."""

    cancel: bool
    retry: bool


def role_to_control(*, is_own: bool) -> Role:
    """The role that cancelling or retrying a job needs: one's own, or somebody else's."""
    return Role.CONTRIBUTOR if is_own else Role.MAINTAINER


def rights(*, actor: Actor, role: Role | None, state: JobState, is_own: bool) -> JobRights:
    """What the actor, in this role, may do to a job in this state."""
    needed = role_to_control(is_own=is_own)
    may = (
        role is not None
        and role.covers(needed)
        and needed.scope in actor.scopes
        and not actor.run_id
    )
    return JobRights(
        cancel=may and state.may_become(JobState.CANCELLED) and not state.is_final,
        retry=may and state.is_final and state.may_become(JobState.QUEUED),
    )
