"""Writing tags of runs and experiments."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from apps.accounts.contracts import Actor
from apps.core.events import publish_on_commit
from apps.experiments.constants import (
    DESCRIPTION_TAG,
    MAX_EXPERIMENT_TAG_VALUE,
    MAX_KEY,
    MAX_RUN_NAME,
    MAX_TAG_VALUE,
    RUN_NAME_TAG,
)
from apps.experiments.errors import TagNotFound
from apps.experiments.events import ExperimentChanged, RunChanged
from apps.experiments.models import AttributeKey, Experiment, ExperimentTag, Run, StringAttribute
from apps.experiments.services.access import (
    refuse_run_token,
    require_active_experiment,
    require_writable,
)
from apps.experiments.services.names import check_key, check_text
from apps.experiments.services.strings import set_strings


@transaction.atomic
def set_tags(*, actor: Actor, run: Run, tags: Mapping[str, str]) -> Run:
    """Set tags of the run; `mlflow.runName` renames it.

    Raises:
        RunDeleted: the run is deleted.
        InvalidName, InvalidValue: a tag cannot be stored.
    """
    require_writable(actor, run)
    wanted = checked_tags(tags)
    if RUN_NAME_TAG in wanted:
        run.name = wanted[RUN_NAME_TAG] = wanted[RUN_NAME_TAG][:MAX_RUN_NAME]
    # Saved in any case: a tag is a change of the run. The name only where it is meant, or a run
    # that was read before somebody renamed it would take its old name back.
    named = ["name"] if RUN_NAME_TAG in wanted else []
    run.save(update_fields=[*named, "updated_at"])
    set_strings(run_pk=run.pk, project_id=run.project_id, kind=AttributeKey.Kind.TAG, values=wanted)
    _announce(run, renamed=RUN_NAME_TAG in wanted)
    return run


@transaction.atomic
def annotate_run(
    *,
    actor: Actor,
    run: Run,
    name: str | None = None,
    description: str | None = None,
    tags: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
) -> Run:
    """Rename, describe or tag the run, all of it or nothing; what is None stays.

    Raises:
        TagNotFound: a tag to remove is not there.
        RunDeleted, RunTokenRefused, InvalidName, InvalidValue: as `set_tags`.
    """
    named = {RUN_NAME_TAG: name, DESCRIPTION_TAG: description}
    wanted = {**(tags or {}), **{key: value for key, value in named.items() if value is not None}}
    if removed:
        remove_tags(run=run, actor=actor, keys=removed)
    return set_tags(run=run, actor=actor, tags=wanted)


@transaction.atomic
def remove_tags(*, actor: Actor, run: Run, keys: Sequence[str]) -> Run:
    """Remove tags of the run. Its name stays without its tag.

    Raises:
        TagNotFound: it has no such tag; nothing is removed then.
        RunDeleted: the run is deleted.
    """
    require_writable(actor, run)
    own = StringAttribute.objects.filter(
        run=run, key__kind=AttributeKey.Kind.TAG, key__path__in=set(keys)
    ).annotate(path=F("key__path"))
    found = {row.path: row.key_id for row in own}
    for key in keys:
        if key not in found:
            raise _absent(key)
    StringAttribute.objects.filter(run=run, key__in=found.values()).delete()
    run.save(update_fields=["updated_at"])
    _announce(run, renamed=False)
    return run


@transaction.atomic
def set_experiment_tags(*, actor: Actor, experiment: Experiment, tags: Mapping[str, str]) -> None:
    """Set tags of the experiment.

    Raises:
        ExperimentDeleted: it is deleted.
        InvalidName, InvalidValue: a tag cannot be stored.
        RunTokenRefused: a job's token may not.
    """
    refuse_run_token(actor)
    require_active_experiment(experiment)
    check_experiment_tags(tags)
    ExperimentTag.objects.bulk_create(
        [ExperimentTag(experiment=experiment, key=key, value=value) for key, value in tags.items()],
        update_conflicts=True,
        unique_fields=["experiment", "key"],
        update_fields=["value"],
    )
    _announce_experiment(experiment)


@transaction.atomic
def remove_experiment_tags(*, actor: Actor, experiment: Experiment, keys: Sequence[str]) -> None:
    """Remove tags of the experiment.

    Raises:
        TagNotFound: it has no such tag; nothing is removed then.
        ExperimentDeleted, RunTokenRefused: it is deleted, or not for this token.
    """
    refuse_run_token(actor)
    require_active_experiment(experiment)
    own = ExperimentTag.objects.filter(experiment=experiment, key__in=set(keys))
    found = set(own.values_list("key", flat=True))
    for key in keys:
        if key not in found:
            raise _absent(key)
    own.delete()
    _announce_experiment(experiment)


def checked_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags, if a run may have them.

    Raises:
        InvalidName, InvalidValue: it may not.
    """
    return {
        check_key(key, "tag"): check_text(value, f"tag {key!r}", limit=MAX_TAG_VALUE)
        for key, value in tags.items()
    }


def check_experiment_tags(tags: Mapping[str, str]) -> None:
    """Refuse tags that an experiment cannot have.

    Raises:
        InvalidName, InvalidValue: it cannot.
    """
    for key, value in tags.items():
        check_key(key, "tag")
        check_text(value, f"tag {key!r}", limit=MAX_EXPERIMENT_TAG_VALUE)


def _absent(key: str) -> TagNotFound:
    return TagNotFound(f"There is no tag {key[:MAX_KEY]!r}.", fix="Check the key.")


def _announce(run: Run, *, renamed: bool) -> None:
    fields = ("tags", "name") if renamed else ("tags",)
    publish_on_commit(RunChanged(run_id=run.run_id, project_key=run.project.key, fields=fields))


def _announce_experiment(experiment: Experiment) -> None:
    # Touched, so that `last_update_time` says when.
    experiment.save(update_fields=["updated_at"])
    publish_on_commit(
        ExperimentChanged(experiment_id=experiment.pk, project_key=experiment.project.key)
    )
