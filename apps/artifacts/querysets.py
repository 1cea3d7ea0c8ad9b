"""Composable filters over blobs and artifacts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from apps.artifacts.contracts import Owner

if TYPE_CHECKING:
    from apps.artifacts.models import Artifact, Blob, Upload  # noqa: F401  # named in the bases


class ArtifactQuerySet(models.QuerySet["Artifact"]):
    def of(self, owner: Owner) -> Self:
        """The owner's."""
        return self.filter(owner_key=owner.key)

    def at_or_under(self, path: str) -> Self:
        """The file of this path and all files below it; "" is everything."""
        if not path:
            return self
        return self.filter(Q(path=path) | self.below(path))

    @staticmethod
    def below(path: str) -> Q:
        """What lies in the directory, however deep: a range of the index, as "0" follows "/"."""
        return Q(path__gt=f"{path}/", path__lt=f"{path}0")


class BlobQuerySet(models.QuerySet["Blob"]):
    def locked(self, ids: Iterable[int]) -> Self:
        """These, held until the transaction ends; always in one order, so that no two wait for
        each other."""
        return self.filter(pk__in=set(ids)).order_by("pk").select_for_update()

    def given_up(self, before: datetime) -> Self:
        """Begun before the moment and never finished."""
        return self.filter(state="writing", created_at__lt=before)

    def maybe_unused(self) -> Self:
        """Those of which an artifact was taken away."""
        return self.filter(state="ready", released_at__isnull=False)


class UploadQuerySet(models.QuerySet["Upload"]):
    def awaited(self, owners: Sequence[Owner] | None = None) -> Self:
        """In one piece, and not yet seen to have come; of these owners, or of all."""
        mine = (
            self.filter(is_awaited=True, blob__state="writing")
            .select_related("blob")
            .order_by("pk")
        )
        if owners is None:
            return mine
        return mine.filter(owner_key__in=[owner.key for owner in owners])
