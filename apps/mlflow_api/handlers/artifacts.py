"""Files: the proxy that clients put them to and get them from, and their listings."""

from collections.abc import Iterator

from apps.artifacts.constants import DIRECT_URL_SECONDS, MAX_DOWNLOAD_URL_SECONDS
from apps.artifacts.contracts import DownloadRequest, Entry, Owner, PartTag
from apps.artifacts.selectors import downloads, listing
from apps.artifacts.services import arrivals, multipart, removals
from apps.core.errors import Invalid
from apps.experiments.selectors import logged_models, runs
from apps.mlflow_api import places, rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json, LaneResponse, UploadTarget
from apps.mlflow_api.errors import NotSupported
from apps.mlflow_api.messages import artifacts as messages
from apps.mlflow_api.messages.common import Empty
from apps.projects.permissions import Role
from apps.registry.selectors import versions as registry


def list_of_run(call: Call, body: messages.ListRunArtifacts) -> Json:
    run = runs.get_run_info(actor=call.actor, run_id=body.run_id)
    entries = _entries(Owner("run", run.run_id), body.path)
    files = rendering.files((entry.path, entry.size) for entry in entries)
    return {"root_uri": run.artifact_uri, "files": files}


def list_of_model(call: Call, body: messages.ListModelArtifacts) -> Json:
    model = logged_models.get_model(actor=call.actor, model_id=call.path["model_id"])
    entries = _entries(Owner("model", model.model_id), body.artifact_directory_path)
    files = rendering.files((entry.path, entry.size) for entry in entries)
    return {"root_uri": model.artifact_uri, "files": files}


def list_files(call: Call, body: messages.ListFiles) -> Json:
    place = places.resolve(call, body.path)
    entries = _entries(place.owner, place.path)
    return {"files": rendering.files((entry.name, entry.size) for entry in entries)}


def upload(call: Call, _body: Empty) -> UploadTarget:
    return places.resolve_new(call, call.path["artifact_path"])


def download(call: Call, _body: Empty) -> LaneResponse:
    place = places.resolve(call, call.path["artifact_path"])
    return _sent(call, place.owner, place.path)


def download_of_run(call: Call, body: messages.RunFile) -> LaneResponse:
    return _sent(call, places.of_run(call, body.run_id), body.path, attachment=True)


def download_of_model(call: Call, body: messages.ModelFile) -> LaneResponse:
    owner = places.of_model(call, call.path["model_id"])
    return _sent(call, owner, body.artifact_file_path, attachment=True)


def download_of_version(call: Call, body: messages.ModelVersionFile) -> LaneResponse | Json:
    version = registry.get_version(
        actor=call.actor, project_id=call.project().pk, name=body.name, number=body.version
    )
    uri = registry.files_uri(actor=call.actor, version=version)
    root = uri.removeprefix("mlflow-artifacts:/")
    place = places.resolve(call, f"{root}/{body.path}")
    if body.presigned == "true":
        return _direct(place.owner, place.path, name="url")
    return _sent(call, place.owner, place.path, attachment=True)


def delete(call: Call, _body: Empty) -> None:
    place = places.resolve(call, call.path["artifact_path"], Role.MAINTAINER)
    removals.discard(owner=place.owner, path=place.path)


def create_multipart(call: Call, body: messages.CreateMultipart) -> Json:
    place = _multipart_place(call, body.path)
    started = multipart.start(owner=place.owner, path=place.path, part_count=body.num_parts)
    credentials = [
        {"url": part.url, "part_number": part.number, "headers": dict(part.headers)}
        for part in started.parts
    ]
    return {"upload_id": started.upload_id, "credentials": credentials}


def complete_multipart(call: Call, body: messages.CompleteMultipart) -> None:
    place = _multipart_place(call, body.path)
    parts = [PartTag(number=part.part_number, etag=part.etag) for part in body.parts]
    multipart.complete(owner=place.owner, path=place.path, upload_id=body.upload_id, parts=parts)


def abort_multipart(call: Call, body: messages.AbortMultipart) -> None:
    place = _multipart_place(call, body.path)
    multipart.abort(owner=place.owner, path=place.path, upload_id=body.upload_id)


def presign(call: Call, _body: Empty) -> Json:
    place = places.resolve(call, call.path["artifact_path"])
    return _direct(place.owner, place.path, name="url")


def presign_download(call: Call, body: messages.PresignDownload) -> Json:
    if not 1 <= body.expiration <= MAX_DOWNLOAD_URL_SECONDS:
        raise Invalid(
            f"expiration must be between 1 and {MAX_DOWNLOAD_URL_SECONDS} seconds, "
            f"not {body.expiration}."
        )
    owner = places.of_run(call, body.run_id)
    return _direct(owner, body.path, name="presigned_url", expires_in=body.expiration)


def presign_upload(call: Call, body: messages.PresignUpload) -> Json:
    if bool(body.run_id) == bool(body.model_id):
        raise Invalid(
            "Exactly one of run_id and model_id must be provided.", fix="Send one of the two."
        )
    # The gate first: a stranger learns nothing of what is supported for whom.
    if body.run_id:
        owner = places.of_run(call, body.run_id, Role.CONTRIBUTOR)
    else:
        owner = places.of_model(call, body.model_id, Role.CONTRIBUTOR)
    expected = arrivals.expect(owner=owner, path=body.path, expires_in=body.expiration)
    if expected is None:
        raise NotSupported(
            "Files of this installation cannot be uploaded past Naiad.",
            fix="PUT them to mlflow-artifacts.",
        )
    return {"presigned_url": expected.url, "headers": {}}


def _direct(owner: Owner, path: str, *, name: str, expires_in: int = DIRECT_URL_SECONDS) -> Json:
    arrivals.settle(owners=[owner])
    direct = downloads.presign(owner=owner, path=path, expires_in=expires_in)
    if direct is None:
        raise NotSupported(
            "Files of this installation cannot be had past Naiad.",
            fix="GET them from mlflow-artifacts.",
        )
    return {name: direct.url, "headers": {}, "file_size": direct.size}


def _multipart_place(call: Call, path: str) -> UploadTarget:
    """The address names the directory; the message the file, with its local path in old clients."""
    name = path.replace("\\", "/").rpartition("/")[2]
    folder = call.path["artifact_path"].rstrip("/")
    return places.resolve_new(call, f"{folder}/{name}")


def _entries(owner: Owner, path: str) -> Iterator[Entry]:
    """The whole directory: clients do not follow the pages of listings."""
    arrivals.settle(owners=[owner])
    after = ""
    while True:
        page = listing.list_directory(owner=owner, path=path, after=after)
        yield from page.entries
        after = page.next_token
        if not after:
            return


def _sent(call: Call, owner: Owner, path: str, *, attachment: bool = False) -> LaneResponse:
    arrivals.settle(owners=[owner])
    wanted = DownloadRequest.of_headers(call.request.headers, attachment=attachment)
    file = downloads.open_download(owner=owner, path=path, request=wanted)
    headers = {name.lower(): value for name, value in file.headers.items()}
    content_type = headers.pop("content-type", "application/octet-stream")
    return LaneResponse(
        status=file.status,
        content_type=content_type,
        headers=headers,
        stream=file.chunks,
        local=file.local,
    )
