"""Composable filters over evaluation datasets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import OrderBy

from apps.accounts.contracts import Actor
from apps.core.filters import Operator
from apps.core.lookups import ILike, Like
from apps.evaluation.search import Condition, Order
from apps.projects import selectors as projects

if TYPE_CHECKING:
    from apps.evaluation.models import EvaluationDataset  # noqa: F401  # named in the bases

_COLUMNS = {"created_time": "created_at_ms", "last_update_time": "updated_at_ms"}
_LOOKUPS = {
    Operator.GREATER: "gt",
    Operator.GREATER_OR_EQUAL: "gte",
    Operator.LESS: "lt",
    Operator.LESS_OR_EQUAL: "lte",
    Operator.IN: "in",
}


class EvaluationDatasetQuerySet(models.QuerySet["EvaluationDataset"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of projects that the actor may read."""
        return self.filter(project__in=projects.visible_project_ids(actor=actor))

    def used_in(self, experiment_ids: Sequence[int]) -> Self:
        """Those that are linked to one of the experiments."""
        links: Any = apps.get_model("evaluation", "DatasetExperiment")
        return self.filter(
            Exists(links.objects.filter(dataset=OuterRef("pk"), experiment__in=experiment_ids))
        )

    def matching(self, conditions: Sequence[Condition]) -> Self:
        """Those that every condition holds for."""
        tags: Any = apps.get_model("evaluation", "DatasetTag")
        found = self
        for condition in conditions:
            if condition.tag:
                of_this = tags.objects.filter(dataset=OuterRef("pk"), key=condition.key)
                found = found.filter(Exists(of_this.filter(_compared("value", condition))))
            else:
                column = _COLUMNS.get(condition.key, condition.key)
                found = found.filter(_compared(column, condition))
        return found

    def in_order(self, orders: Sequence[Order]) -> Self:
        """Sorted so; of those alike the one with the greatest id first, as MLflow has it."""
        terms = [_term(order) for order in orders]
        return self.order_by(*terms, "-dataset_id")


def _term(order: Order) -> OrderBy:
    column = F(_COLUMNS.get(order.key, order.key))
    return column.desc() if order.descending else column.asc()


def _compared(column: str, condition: Condition) -> Q:
    value: Any = condition.value
    if condition.operator is Operator.LIKE:
        return Q(Like(F(column), value))
    if condition.operator is Operator.ILIKE:
        return Q(ILike(F(column), value))
    compared = Q(**{f"{column}__{_LOOKUPS.get(condition.operator, 'exact')}": value})
    return ~compared if condition.operator is Operator.UNEQUAL else compared
