"""What can be wrong with a request for artifacts."""

from apps.core.errors import Conflict, DomainError, Invalid, NotFound, TooLarge


class ArtifactNotFound(NotFound):
    code = "artifact_not_found"


class UploadNotFound(NotFound):
    code = "upload_not_found"


class InvalidPath(Invalid):
    """The path is none: it climbs, is absolute, or has characters that a path must not have."""

    code = "invalid_path"


class UploadIncomplete(Invalid):
    """The bytes that came are not the bytes that were announced."""

    code = "upload_incomplete"


class PathTaken(Conflict):
    """A file stands where a directory would have to be, or the other way round."""

    code = "path_taken"


class ArtifactTooLarge(TooLarge):
    code = "artifact_too_large"


class RangeNotSatisfiable(DomainError):
    code = "range_not_satisfiable"
    status = 416
    title = "Range not satisfiable"


class MultipartNotSupported(DomainError):
    """The blob store has no transfers of its own: bytes go through this server."""

    code = "multipart_not_supported"
    status = 501
    title = "Not supported by the blob store"
