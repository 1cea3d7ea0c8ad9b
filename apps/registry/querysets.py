"""Composable filters over registered models and versions."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.registry.constants import PROMPT_TAG
from apps.registry.search import Clause, Order

if TYPE_CHECKING:
    from apps.registry.models import ModelVersion, RegisteredModel  # noqa: F401  # named in the bases

_LOOKUPS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "IN": "in", "NOT IN": "in"}
_NEGATED = frozenset({"!=", "NOT IN"})


class RegisteredModelQuerySet(models.QuerySet["RegisteredModel"]):
    def matching(self, clauses: Sequence[Clause]) -> Self:
        """Those that every condition holds for; prompts only where they are asked for."""
        return self.filter(_conditions(clauses, {"name": "name"}, "RegisteredModelTag", "model"))

    def in_order(self, orders: Sequence[Order]) -> Self:
        """In this order, then by name."""
        return self.order_by(*_terms(orders, {}), "name")


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    def matching(self, clauses: Sequence[Clause]) -> Self:
        """Those that every condition holds for; prompts only where they are asked for."""
        columns = {
            "name": "model__name",
            "run_id": "run_id",
            "source_path": "source",
            "version_number": "number",
        }
        return self.filter(_conditions(clauses, columns, "ModelVersionTag", "version"))

    def in_order(self, orders: Sequence[Order]) -> Self:
        """In this order; without one the newest first."""
        columns = {"name": "model__name", "version_number": "number"}
        terms = _terms(orders, columns) or [F("updated_at").desc()]
        return self.order_by(*terms, "model__name", "-number")

    def with_all(self) -> Self:
        """With what showing a version needs, in a constant number of queries."""
        return self.select_related("model", "created_by").prefetch_related("tags", "aliases")


def _conditions(
    clauses: Sequence[Clause], columns: dict[str, str], tag_table: str, owner: str
) -> Q:
    tags: Any = apps.get_model("registry", tag_table)
    asked_for_prompts = False
    whole = Q()
    for clause in clauses:
        if clause.tag and clause.key == PROMPT_TAG:
            asked_for_prompts = (clause.comparator, str(clause.value).lower()) in {
                ("=", "true"),
                ("!=", "false"),
            }
        elif clause.tag:
            of_this = tags.objects.filter(**{owner: OuterRef("pk")}, key=clause.key)
            whole &= Q(Exists(of_this.filter(_compared("value", clause))))
        else:
            whole &= _compared(columns[clause.key], clause)
    is_prompt = tags.objects.filter(**{owner: OuterRef("pk")}, key=PROMPT_TAG, value__iexact="true")
    prompts = Q(Exists(is_prompt))
    return whole & (prompts if asked_for_prompts else ~prompts)


def _compared(column: str, clause: Clause) -> Q:
    value: Any = clause.value
    if clause.comparator in {"LIKE", "ILIKE"}:
        lookup = "regex" if clause.comparator == "LIKE" else "iregex"
        return Q(**{f"{column}__{lookup}": _like_as_regex(str(value))})
    lookup = _LOOKUPS.get(clause.comparator, "exact")
    condition = Q(**{f"{column}__{lookup}": value})
    return ~condition if clause.comparator in _NEGATED else condition


def _like_as_regex(pattern: str) -> str:
    """SQL's LIKE as a regular expression: the databases disagree about its case."""
    parts = {"%": ".*", "_": "."}
    return "^" + "".join(parts.get(char) or re.escape(char) for char in pattern) + "$"


def _terms(orders: Sequence[Order], columns: dict[str, str]) -> list[Any]:
    times = {"creation_timestamp": "created_at", "last_updated_timestamp": "updated_at"}
    named = times | columns
    return [
        F(named.get(order.key, order.key)).asc()
        if order.ascending
        else F(named.get(order.key, order.key)).desc()
        for order in orders
    ]
