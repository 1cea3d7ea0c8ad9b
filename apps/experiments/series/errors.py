"""What the engine refuses."""

from apps.core.errors import DomainError


class SeriesCorrupt(DomainError):
    """Stored bytes that cannot be what the engine wrote."""

    code = "series_corrupt"
    status = 500
    title = "Stored points are damaged"
