"""Secrets at rest."""

from typing import Any

import pytest

from apps.core.sealed import CannotUnseal, seal, unseal

pytestmark = pytest.mark.any_database


def test_what_is_sealed_cannot_be_read_and_can_be_unsealed() -> None:
    sealed = seal("s3crét", purpose="test")
    assert "s3cr" not in sealed
    assert unseal(sealed, purpose="test") == "s3crét"


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal("same", purpose="test") != seal("same", purpose="test")


def test_another_purpose_cannot_read_it() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal("text", purpose="test"), purpose="other")


@pytest.mark.parametrize("change", ["", "x", "gAAAAA"])
def test_what_was_tampered_with_is_refused(change: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(change, purpose="test")


def test_a_key_of_before_still_reads(settings: Any) -> None:
    sealed = seal("text", purpose="test")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-0123456789-0123456789"
    assert unseal(sealed, purpose="test") == "text"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="test")
