"""What HTTP says about a download: ranges, validators, and headers that keep a browser safe. Pure."""

import re
from dataclasses import dataclass

from django.utils.http import content_disposition_header

from apps.artifacts.contracts import ArtifactInfo, DownloadRequest
from apps.artifacts.errors import RangeNotSatisfiable

# A browser may show these in a tab: none of them runs a script or loads anything.
_SHOWN = {
    "application/json",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/x-wav",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/plain",
    "video/mp4",
    "video/ogg",
    "video/webm",
}
_ACTIVE_TEXT = {"text/html", "text/xml"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Status, headers, and which bytes follow."""

    status: int
    headers: dict[str, str]
    start: int
    end: int


def answer(artifact: ArtifactInfo, request: DownloadRequest) -> Answer:
    """How to answer this request for this file.

    Raises:
        RangeNotSatisfiable: the range lies behind the end.
    """
    etag = f'"{artifact.sha256 or artifact.blob_key}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        **safe_headers(artifact, attachment=request.attachment),
    }
    if _names(request.if_none_match, etag):
        return Answer(status=304, headers=headers, start=0, end=0)
    span = _span(request, etag, artifact.size)
    start, end = span or (0, artifact.size)
    headers["Content-Length"] = str(end - start)
    if span is None:
        return Answer(status=200, headers=headers, start=start, end=end)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{artifact.size}"
    return Answer(status=206, headers=headers, start=start, end=end)


def safe_headers(artifact: ArtifactInfo, *, attachment: bool) -> dict[str, str]:
    """Headers with which no file, whoever uploaded it, acts in the name of the portal."""
    media = artifact.content_type
    if media.startswith("text/") and media not in _ACTIVE_TEXT:
        media = "text/plain"
    as_file = attachment or media not in _SHOWN
    disposition = content_disposition_header(as_attachment=as_file, filename=artifact.name)
    return {
        "Content-Type": f"{media}; charset=utf-8" if media.startswith("text/") else media,
        "Content-Disposition": disposition or "inline",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _names(header: str, etag: str) -> bool:
    listed = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag in listed or "*" in listed


def _span(request: DownloadRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The one range that is asked for; None is the whole file, which is also the answer to several
    ranges, to units that we do not know, and to a file that is another one by now."""
    match = _RANGE.fullmatch(request.range.replace(" ", ""))
    if not match or not any(match.groups()) or request.if_range not in {"", etag}:
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < int(first):
            return None
    if start >= end:
        raise RangeNotSatisfiable(
            f"The file has {size} bytes.", fix="Ask for a range within the file.", size=size
        )
    return start, end
