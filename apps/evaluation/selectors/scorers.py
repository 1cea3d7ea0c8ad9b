"""Reading scorers: the newest version of each, all of one, how they judge new traces."""

from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from apps.accounts.contracts import Actor
from apps.evaluation.contracts import OnlineScoring, ScorerInfo
from apps.evaluation.errors import ScorerNotFound
from apps.evaluation.models import Scorer, ScorerVersion
from apps.experiments.selectors import experiments
from apps.experiments.services.access import require_active_experiment
from apps.projects import selectors as projects
from apps.projects.permissions import Role


def list_scorers(*, actor: Actor, experiment_id: int) -> list[ScorerInfo]:
    """The newest version of each scorer of the experiment, by name.

    Raises:
        ExperimentNotFound: there is none, or the actor is a stranger to it.
        ExperimentDeleted: it is put aside.
    """
    experiment = experiments.get_experiment(actor=actor, experiment_id=experiment_id)
    require_active_experiment(experiment)
    return _newest(Scorer.objects.filter(experiment=experiment))


def list_scorers_of(*, actor: Actor, experiment_ids: Sequence[int]) -> list[ScorerInfo]:
    """The newest version of each scorer of these experiments, as far as they are active and the
    actor can see them."""
    visible = Scorer.objects.filter(
        experiment__in=experiment_ids,
        experiment__deleted_at=None,
        experiment__project__in=projects.visible_project_ids(actor=actor),
    )
    return _newest(visible)


def list_scorers_of_project(*, actor: Actor, project_id: int) -> list[ScorerInfo]:
    """The newest version of each scorer of the project's active experiments."""
    projects.require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    return _newest(
        Scorer.objects.filter(experiment__project=project_id, experiment__deleted_at=None)
    )


def list_versions(*, actor: Actor, experiment_id: int, name: str) -> list[ScorerInfo]:
    """Every version of a scorer, the oldest first.

    Raises:
        ScorerNotFound: the experiment has none of this name.
        ExperimentNotFound, ExperimentDeleted: as `list_scorers`.
    """
    scorer = get_scorer(actor=actor, experiment_id=experiment_id, name=name)
    versions = list(scorer.versions.select_related("scorer").order_by("number"))
    if not versions:
        raise _unknown(experiment_id, name)
    return [shown(version) for version in versions]


def get_version(
    *, actor: Actor, experiment_id: int, name: str, number: int | None = None
) -> ScorerInfo:
    """A version of a scorer, the newest where no number is said.

    Raises:
        ScorerNotFound: there is none.
        ExperimentNotFound, ExperimentDeleted: as `list_scorers`.
    """
    scorer = get_scorer(actor=actor, experiment_id=experiment_id, name=name)
    versions = scorer.versions.select_related("scorer")
    if number is not None:
        versions = versions.filter(number=number) if abs(number) < 2**31 else versions.none()
    newest = versions.order_by("-number").first()
    if newest is None:
        raise _unknown(experiment_id, name, number)
    return shown(newest)


def get_scorer(*, actor: Actor, experiment_id: int, name: str, role: Role = Role.VIEWER) -> Scorer:
    """The experiment's scorer of this name, if the actor has at least this role.

    Raises:
        ScorerNotFound: the experiment has none of this name.
        ExperimentNotFound, ExperimentDeleted, RoleTooWeak: as `list_scorers`.
    """
    experiment = experiments.get_experiment(actor=actor, experiment_id=experiment_id, role=role)
    require_active_experiment(experiment)
    scorer = None
    if "\0" not in name:
        scorer = (
            Scorer.objects.filter(experiment=experiment, name=name)
            .select_related("experiment__project")
            .first()
        )
    if scorer is None:
        raise _unknown(experiment_id, name)
    return scorer


def list_online(*, actor: Actor, scorer_ids: Sequence[str]) -> list[OnlineScoring]:
    """How these scorers judge new traces, as far as they do and the actor can see them."""
    storable = [each for each in scorer_ids if "\0" not in each]
    found = Scorer.objects.filter(
        scorer_id__in=storable,
        sample_rate__isnull=False,
        experiment__project__in=projects.visible_project_ids(actor=actor),
    )
    return [online(scorer) for scorer in found.order_by("pk")]


def online(scorer: Scorer) -> OnlineScoring:
    """How a scorer that has been told so judges new traces."""
    return OnlineScoring(
        config_id=scorer.online_config_id,
        scorer_id=scorer.scorer_id,
        experiment_id=scorer.experiment_id,
        sample_rate=scorer.sample_rate or 0.0,
        filter_string=scorer.filter_string,
    )


def shown(version: ScorerVersion) -> ScorerInfo:
    """A version as others see it."""
    return ScorerInfo(
        scorer_id=version.scorer.scorer_id,
        experiment_id=version.scorer.experiment_id,
        name=version.scorer.name,
        version=version.number,
        serialized=version.serialized,
        created_at_ms=version.created_at_ms,
        sample_rate=version.scorer.sample_rate,
    )


def _newest(scorers: QuerySet[Scorer]) -> list[ScorerInfo]:
    latest = ScorerVersion.objects.filter(scorer=OuterRef("scorer")).order_by("-number")
    versions = ScorerVersion.objects.filter(
        scorer__in=scorers, number=Subquery(latest.values("number")[:1])
    )
    ordered = versions.select_related("scorer").order_by("scorer__experiment", "scorer__name")
    return [shown(version) for version in ordered]


def _unknown(experiment_id: int, name: str, number: int | None = None) -> ScorerNotFound:
    which = f"name {name[:80]!r}" + ("" if number is None else f" and version {number}")
    return ScorerNotFound(
        f"Scorer with {which} not found for experiment {experiment_id}.",
        fix="list_scorers says which there are.",
    )
