"""The files of a run as one tree: its own, and those of the models that it logged.

MLflow 3 keeps a logged model's files beside the run's. A person looks for them in the run, where
earlier versions put them, so each model is shown there as a directory of its name. The caller has
asked the gate for the run.
"""

from dataclasses import dataclass, replace

from apps.artifacts.contracts import Entry, Owner, Page
from apps.artifacts.selectors import listing
from apps.experiments.contracts import RunRef
from apps.experiments.models import LoggedModel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path of the tree really lies: whose file it is, and by which path there."""

    owner: Owner
    path: str
    mount: str = ""

    def shown(self, entry: Entry) -> Entry:
        """The entry by its path in the run's tree."""
        return replace(entry, path=f"{self.mount}/{entry.path}") if self.mount else entry


def list_directory(run: RunRef, *, path: str, limit: int, after: str) -> Page:
    """The files and directories right in a directory of the tree; models lead the root's first page.

    Raises:
        InvalidPath, BadPageToken: what was given is none.
    """
    place = find_place(run, path)
    page = listing.list_directory(owner=place.owner, path=place.path, limit=limit, after=after)
    entries = [place.shown(entry) for entry in page.entries]
    if not path and not after:
        own = {entry.path for entry in entries}
        models = [Entry(path=mount, is_dir=True) for mount in _mounts(run) if mount not in own]
        entries = [*models, *entries]
    return replace(page, entries=tuple(entries))


def find_place(run: RunRef, path: str) -> Place:
    """Whose file a path names. The run's own directory stands before a model of the same name."""
    own = Place(Owner("run", run.run_id), path)
    mount, _, rest = path.partition("/")
    if not mount:
        return own
    model_id = _mounts(run).get(mount)
    if model_id is None or _is_own(own.owner, mount):
        return own
    return Place(Owner("model", model_id), rest, mount)


def _is_own(owner: Owner, name: str) -> bool:
    return listing.is_directory(owner=owner, path=name) or bool(
        listing.find_artifact(owner=owner, path=name)
    )


def model_directories(run: RunRef) -> dict[str, str]:
    """The directory under which each logged model of the run is shown, by model id."""
    return {model_id: mount for mount, model_id in _mounts(run).items()}


def _mounts(run: RunRef) -> dict[str, str]:
    """The directory of each model that the run logged, oldest first. Names may repeat."""
    models = LoggedModel.objects.filter(source_run_id=run.id, deleted_at=None)
    mounts: dict[str, str] = {}
    for model_id, name in models.order_by("pk").values_list("model_id", "name"):
        mount = name if name not in mounts else f"{name}-{model_id.removeprefix('m-')[:8]}"
        mounts[mount] = model_id
    return mounts
