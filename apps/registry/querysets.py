"""Composable filters over registered models and versions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from apps.core.filters import Operator
from apps.core.lookups import ILike, Like
from apps.registry.constants import PROMPT_TAG
from apps.registry.search import Condition

if TYPE_CHECKING:
    from apps.registry.models import ModelVersion, RegisteredModel  # noqa: F401  # named in the bases

_LOOKUPS = {
    Operator.GREATER: "gt",
    Operator.GREATER_OR_EQUAL: "gte",
    Operator.LESS: "lt",
    Operator.LESS_OR_EQUAL: "lte",
    Operator.IN: "in",
    Operator.NOT_IN: "in",
}
_NEGATED = frozenset({Operator.UNEQUAL, Operator.NOT_IN})
_VERSION_COLUMNS = {
    "name": "model__name",
    "run_id": "run_id",
    "source_path": "source",
    "version_number": "number",
}


class RegisteredModelQuerySet(models.QuerySet["RegisteredModel"]):
    def matching(self, conditions: Sequence[Condition]) -> Self:
        """Those that every condition holds for; prompts only where they are asked for."""
        tags: Any = apps.get_model("registry", "RegisteredModelTag")
        found = self.filter(_attributes(conditions, {"name": "name"}))
        wanted = _tags(conditions, tags, "model")
        return found.filter(wanted) if _asks_for_prompts(conditions) else found.plain(wanted)

    def plain(self, condition: Q | None = None) -> Self:
        """Those that are no prompts, and meet the condition."""
        tags: Any = apps.get_model("registry", "RegisteredModelTag")
        prompt = tags.objects.filter(model=OuterRef("pk"), key=PROMPT_TAG, value="true")
        return self.filter(condition or Q(), ~Exists(prompt))

    def prompts(self) -> Self:
        """Those that are prompts."""
        return self.filter(tags__key=PROMPT_TAG, tags__value="true")


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    def matching(self, conditions: Sequence[Condition]) -> Self:
        """Those that every condition holds for; prompts only where they are asked for."""
        tags: Any = apps.get_model("registry", "ModelVersionTag")
        found = self.filter(_attributes(conditions, _VERSION_COLUMNS))
        wanted = _tags(conditions, tags, "version")
        if _asks_for_prompts(conditions):
            return found.filter(wanted)
        # One version that is a prompt's makes all of that name a prompt's.
        prompts = tags.objects.filter(key=PROMPT_TAG, value="true").values("version__model")
        return found.filter(wanted).exclude(model__in=prompts)

    def newest_in_stages(self) -> Self:
        """The newest version of each model in each stage."""
        rank = Window(
            RowNumber(),
            partition_by=[F("model"), F("stage")],
            order_by=F("number").desc(),
        )
        return self.annotate(rank=rank).filter(rank=1)

    def with_all(self) -> Self:
        """With what showing a version needs, in a constant number of queries."""
        return self.select_related("model", "created_by").prefetch_related("tags", "aliases")


def _asks_for_prompts(conditions: Sequence[Condition]) -> bool:
    """Whether the first condition about prompts wants them, as MLflow reads it."""
    for condition in conditions:
        if condition.tag and condition.key == PROMPT_TAG:
            asked = (condition.operator, str(condition.value).lower())
            return asked in {(Operator.EQUAL, "true"), (Operator.UNEQUAL, "false")}
    return False


def _tags(conditions: Sequence[Condition], tags: Any, owner: str) -> Q:
    for_prompts = _asks_for_prompts(conditions)
    whole = Q()
    for condition in conditions:
        if condition.tag and (for_prompts or condition.key != PROMPT_TAG):
            of_this = tags.objects.filter(**{owner: OuterRef("pk")}, key=condition.key)
            whole &= Q(Exists(of_this.filter(_compared("value", condition))))
    return whole


def _attributes(conditions: Sequence[Condition], columns: dict[str, str]) -> Q:
    whole = Q()
    for condition in conditions:
        if not condition.tag:
            whole &= _compared(columns[condition.key], condition)
    return whole


def _compared(column: str, condition: Condition) -> Q:
    value: Any = condition.value
    if condition.operator is Operator.LIKE:
        return Q(Like(F(column), value))
    if condition.operator is Operator.ILIKE:
        return Q(ILike(F(column), value))
    compared = Q(**{f"{column}__{_LOOKUPS.get(condition.operator, 'exact')}": value})
    return ~compared if condition.operator in _NEGATED else compared
