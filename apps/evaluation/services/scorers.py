"""Writing scorers. Naiad keeps them for the clients that run them, and runs none itself."""

import json
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.events import publish_on_commit
from apps.evaluation.constants import MAX_SCORER, MAX_SCORER_NAME
from apps.evaluation.contracts import OnlineScoring, ScorerInfo
from apps.evaluation.errors import GatewayEndpointNotFound, InvalidScorer, ScorerNotFound
from apps.evaluation.events import ScorersChanged
from apps.evaluation.models import Scorer, ScorerVersion
from apps.evaluation.selectors import scorers as selectors
from apps.evaluation.serialized import Serialized
from apps.experiments.selectors import experiments
from apps.experiments.services.access import refuse_run_token, require_active_experiment
from apps.experiments.services.names import check_text
from apps.projects.permissions import Role


@transaction.atomic
def register_scorer(*, actor: Actor, experiment_id: int, name: str, serialized: str) -> ScorerInfo:
    """A new version of the experiment's scorer of this name; the first makes the scorer.

    Raises:
        InvalidScorer: it cannot be called so, or is none.
        GatewayEndpointNotFound: it asks a model by an endpoint that is not there.
        ExperimentNotFound, ExperimentDeleted, RoleTooWeak: it cannot be put there.
    """
    experiment = experiments.get_experiment(
        actor=actor, experiment_id=experiment_id, role=Role.CONTRIBUTOR
    )
    refuse_run_token(actor)
    require_active_experiment(experiment)
    _check(_checked_name(name), serialized)
    try:
        with transaction.atomic():
            scorer, _ = Scorer.objects.get_or_create(
                experiment=experiment, name=name, defaults={"scorer_id": str(uuid.uuid4())}
            )
    except IntegrityError:
        scorer = Scorer.objects.get(experiment=experiment, name=name)
    # One at a time, so that no number is given twice.
    scorer = Scorer.objects.select_for_update().get(pk=scorer.pk)
    newest = scorer.versions.aggregate(newest=Max("number"))["newest"] or 0
    version = ScorerVersion.objects.create(
        scorer=scorer, number=newest + 1, serialized=serialized, created_at_ms=clock.now_ms()
    )
    _announce(experiment.project.key, experiment.pk)
    return selectors.shown(version)


@transaction.atomic
def delete_scorer(
    *, actor: Actor, experiment_id: int, name: str, number: int | None = None
) -> None:
    """Delete a version of the scorer, or the scorer with all of them where no number is said.

    Raises:
        ScorerNotFound: there is none.
    """
    scorer = _open(actor, experiment_id, name, Role.MAINTAINER)
    if number is None:
        scorer.delete()
    else:
        storable = abs(number) < 2**31
        deleted = storable and scorer.versions.filter(number=number).delete()[0]
        if not deleted:
            raise ScorerNotFound(
                f"Scorer with name {name[:80]!r} and version {number} not found for "
                f"experiment {experiment_id}.",
                fix="list_scorer_versions says which there are.",
            )
    _announce(scorer.experiment.project.key, scorer.experiment_id)


@transaction.atomic
def set_online(
    *,
    actor: Actor,
    experiment_id: int,
    name: str,
    sample_rate: float,
    filter_string: str | None,
) -> OnlineScoring:
    """Say what share of new traces the scorer should judge. Only none, since what would judge
    them is MLflow's gateway.

    Raises:
        InvalidScorer: it should judge some.
        ScorerNotFound: there is none of this name.
    """
    if not 0.0 <= sample_rate <= 1.0:
        raise InvalidScorer(
            f"sample_rate must be between 0.0 and 1.0, got {sample_rate}.", fix="Send a share."
        )
    scorer = _open(actor, experiment_id, name, Role.CONTRIBUTOR)
    if sample_rate > 0:
        raise InvalidScorer(
            f"Scorer {name[:80]!r} does not use a gateway model. Automatic evaluation is only "
            "supported for scorers that use gateway models.",
            fix="Judge traces with mlflow.genai.evaluate.",
        )
    scorer.online_config_id = uuid.uuid4().hex
    scorer.sample_rate = sample_rate
    scorer.filter_string = filter_string
    scorer.save(update_fields=["online_config_id", "sample_rate", "filter_string"])
    _announce(scorer.experiment.project.key, scorer.experiment_id)
    return selectors.online(scorer)


def _open(actor: Actor, experiment_id: int, name: str, role: Role) -> Scorer:
    scorer = selectors.get_scorer(actor=actor, experiment_id=experiment_id, name=name, role=role)
    refuse_run_token(actor)
    return scorer


def _checked_name(name: str) -> str:
    if not name.strip():
        raise InvalidScorer(
            "Scorer name cannot be empty or contain only whitespace.", fix="Send a name."
        )
    return check_text(name, "name of the scorer", limit=MAX_SCORER_NAME)


def _check(name: str, serialized: str) -> None:
    check_text(serialized, f"scorer {name!r}", limit=MAX_SCORER)
    try:
        parsed: Any = json.loads(serialized)
    except (ValueError, RecursionError) as exc:
        raise InvalidScorer("serialized_scorer must be valid JSON.", fix="Send JSON.") from exc
    if not isinstance(parsed, dict):
        raise InvalidScorer("serialized_scorer must be a JSON object.", fix="Send an object.")
    scorer = Serialized(parsed)
    if scorer.has_code:
        # MLflow's clients run a function that they read, or refuse to list the scorers at all.
        raise InvalidScorer(
            "Scorers that are functions (@scorer) cannot be registered: their code would be run "
            "by whoever lists the scorers.",
            fix="Keep the function in your repository and hand it to mlflow.genai.evaluate.",
        )
    model = scorer.model
    if model is not None and (not isinstance(model, str) or not model.strip()):
        raise InvalidScorer(
            "Scorer model must be a string that is not empty.", fix="Name a model, or none."
        )
    if model is not None and model.startswith("gateway:/"):
        raise GatewayEndpointNotFound(
            f"There is no gateway endpoint {model.removeprefix('gateway:/')[:80]!r}: Naiad has no "
            "AI gateway.",
            fix="Name the model by its provider, such as openai:/gpt-4o.",
        )


def _announce(project_key: str, experiment_id: int) -> None:
    publish_on_commit(ScorersChanged(project_key=project_key, experiment_id=experiment_id))
