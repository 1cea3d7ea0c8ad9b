"""From an address of the artifact proxy to whose file it is, through the gate."""

import re
from urllib.parse import unquote

from apps.artifacts.contracts import Owner
from apps.artifacts.errors import ArtifactNotFound, InvalidPath
from apps.experiments.selectors import logged_models, runs
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import UploadTarget
from apps.projects.permissions import Role
from apps.traces.selectors import traces

# The experiment's id in front is for people: a run that moved keeps its files.
_OF_MODEL = re.compile(r"[^/]+/models/(?P<id>[^/]+)/artifacts(?:/(?P<path>.*))?", re.DOTALL)
_OF_TRACE = re.compile(r"[^/]+/traces/(?P<id>[^/]+)/artifacts(?:/(?P<path>.*))?", re.DOTALL)
_OF_RUN = re.compile(r"[^/]+/(?P<id>[^/]+)/artifacts(?:/(?P<path>.*))?", re.DOTALL)


def resolve(call: Call, address: str, role: Role = Role.VIEWER) -> UploadTarget:
    """Whose file the address means, if the actor has at least this role in its project.

    Raises:
        ArtifactNotFound: it is the address of no run, logged model or trace.
        RunNotFound, ModelNotFound, TraceNotFound, …: the gate's answers.
    """
    address = address.strip("/")
    if found := _OF_MODEL.fullmatch(address):
        return UploadTarget(owner=of_model(call, found["id"], role), path=found["path"] or "")
    if found := _OF_TRACE.fullmatch(address):
        return UploadTarget(owner=of_trace(call, found["id"], role), path=found["path"] or "")
    if found := _OF_RUN.fullmatch(address):
        return UploadTarget(owner=of_run(call, found["id"], role), path=found["path"] or "")
    raise ArtifactNotFound(
        f"{address!r} is not within the files of a run, a logged model or a trace.",
        fix="Addresses are <experiment id>/<run id>/artifacts/<path>.",
    )


def resolve_new(call: Call, address: str) -> UploadTarget:
    """Whose file the address is to become, if the actor may write there.

    Raises:
        InvalidPath: it is a folder's, or a name with which clients could not list the folder.
    """
    place = resolve(call, address, Role.CONTRIBUTOR)
    if address.endswith("/"):
        raise InvalidPath(f"{address!r} is the address of a folder.", fix="Name a file.")
    if "#" in unquote(unquote(place.path)):
        raise InvalidPath(f"The artifact path {place.path!r} has a #.", fix="Leave it out.")
    return place


def of_run(call: Call, run_id: str, role: Role = Role.VIEWER) -> Owner:
    """The run as the owner of its files."""
    return Owner("run", runs.get_run_ref(actor=call.actor, run_id=run_id, role=role).run_id)


def of_model(call: Call, model_id: str, role: Role = Role.VIEWER) -> Owner:
    """The logged model as the owner of its files."""
    model = logged_models.get_model(actor=call.actor, model_id=model_id, role=role)
    return Owner("model", model.model_id)


def of_trace(call: Call, trace_id: str, role: Role = Role.VIEWER) -> Owner:
    """The trace as the owner of its files."""
    row = traces.get_trace_row(actor=call.actor, trace_id=trace_id, role=role)
    return Owner("trace", row.trace_id)
