"""The one source of time, so that tests can hold it."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present, in UTC, with a time zone."""
    return timezone.now()


def now_ms() -> int:
    """The present as milliseconds since 1970, the unit of MLflow's protocol."""
    return to_ms(now())


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime."""
    # In whole numbers: a float would put some moments into the millisecond before.
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC datetime of milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=milliseconds)
