"""What every search of a long list is asked by."""

from typing import Any

from rest_framework import serializers

MAX_LIMIT = 200
"""Rows of one page."""
MAX_TERMS = 20
"""Of an order."""
_MAX_EXPERIMENTS = 1_000


def limit_field(most: int) -> serializers.IntegerField:
    """How many rows a page has."""
    return serializers.IntegerField(required=False, default=50, min_value=1, max_value=most)


class PageSerializer(serializers.Serializer[Any]):
    """Which rows, and which page of them."""

    filter = serializers.CharField(required=False, default="", allow_blank=True)
    limit = limit_field(MAX_LIMIT)
    page_token = serializers.CharField(
        required=False, default="", allow_blank=True, allow_null=True
    )

    def validate_page_token(self, value: str | None) -> str:
        """A token that is null asks for the first page, as none does."""
        return value or ""


class OrderedPageSerializer(PageSerializer):
    """Which rows, in which order, and which page of them."""

    order_by = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, max_length=MAX_TERMS
    )


class ExperimentIdsField(serializers.ListField):
    """Experiments of a project; left out, all of them."""

    def __init__(self) -> None:
        super().__init__(
            child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
            required=False,
            max_length=_MAX_EXPERIMENTS,
        )
