"""The one source of time, so that tests can hold it."""

from datetime import UTC, datetime

from django.utils import timezone


def now() -> datetime:
    """The present, in UTC, with a time zone."""
    return timezone.now()


def now_ms() -> int:
    """The present as milliseconds since 1970, the unit of MLflow's protocol."""
    return to_ms(now())


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime."""
    return int(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC datetime of milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
