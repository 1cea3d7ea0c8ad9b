"""Page tokens: opaque, and refused when they are not ours."""

import pytest

from apps.core.api import paging


@pytest.mark.parametrize("position", [[1], [1.5, "ä", None], ["a" * 300, -1]])
def test_a_token_leads_back_to_its_position(position: list[object]) -> None:
    assert paging.decode(paging.encode(position), length=len(position)) == position


@pytest.mark.parametrize("token", ["", "!", "a", "bm90IGpzb24", "e30", "ä"])
def test_what_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(paging.BadPageToken):
        paging.decode(token, length=1)


def test_a_token_of_another_listing_is_refused() -> None:
    with pytest.raises(paging.BadPageToken, match="another listing"):
        paging.decode(paging.encode([1, 2]), length=1)
