"""What a blob store says, as the answer that a person gets."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apps.artifacts.contracts import BlobError, BlobRefused, BlobStoreFull
from apps.artifacts.errors import UploadIncomplete
from apps.core.errors import StorageFull, Unavailable

logger = logging.getLogger(__name__)


@contextmanager
def translated() -> Iterator[None]:
    """A blob store's errors as domain errors."""
    try:
        yield
    except BlobStoreFull as exc:
        logger.warning("an upload was refused: %s", exc)
        raise StorageFull(
            f"There is no room left for this file: {exc}.",
            fix="Nothing was stored. Ask an admin to free or add space, then upload again.",
        ) from exc
    except BlobRefused as exc:
        raise UploadIncomplete(str(exc), fix="Upload the file again.") from exc
    except BlobError as exc:
        logger.exception("the blob store does not do its work")
        raise Unavailable(
            "The store of the files does not answer.",
            fix="Try again soon; an admin finds the reason in the server's log.",
        ) from exc
