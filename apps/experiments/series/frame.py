"""The frame around every stored blob: kind, version, count, sections, checksum."""

import struct
import threading
from enum import IntEnum
from zlib import crc32

import zstandard

from apps.experiments.series.errors import SeriesCorrupt

VERSION = 1
MAX_COUNT = 1 << 22
_HEADER = struct.Struct("<BBI")
_SECTION = struct.Struct("<BI")
_CHECKSUM = struct.Struct("<I")
_COMPRESSED = 0x80
_WORTH_COMPRESSING = 96


class Kind(IntEnum):
    """What a blob holds; its first byte."""

    APPEND = ord("A")
    CHUNK = ord("C")
    SUMMARY = ord("S")


class _Codecs(threading.local):
    """zstd contexts may not be shared by threads, and are dear to make."""

    def __init__(self) -> None:
        self.fast = zstandard.ZstdCompressor(level=1)
        self.dense = zstandard.ZstdCompressor(level=3)
        self.decompressor = zstandard.ZstdDecompressor()


_CODECS = _Codecs()


class Writer:
    """Collects the sections of one blob."""

    __slots__ = ("_compressor", "_parts")

    def __init__(self, kind: Kind, count: int, *, dense: bool) -> None:
        if count > MAX_COUNT:
            raise ValueError(f"a blob holds at most {MAX_COUNT} entries, not {count}")
        self._parts = [_HEADER.pack(kind, VERSION, count)]
        self._compressor = _CODECS.dense if dense else _CODECS.fast

    def add(self, encoding: int, payload: bytes) -> None:
        """Append a section, compressed where that makes it smaller."""
        if len(payload) >= _WORTH_COMPRESSING:
            smaller = self._compressor.compress(payload)
            if len(smaller) < len(payload):
                encoding, payload = encoding | _COMPRESSED, smaller
        self._parts.append(_SECTION.pack(encoding, len(payload)))
        self._parts.append(payload)

    def close(self) -> bytes:
        """The blob."""
        body = b"".join(self._parts)
        return body + _CHECKSUM.pack(crc32(body))


class Reader:
    """Reads the sections of one blob in the order in which they were written.

    Raises:
        SeriesCorrupt: the bytes are not a whole blob of this kind.
    """

    __slots__ = ("_blob", "_end", "_place", "count")

    def __init__(self, kind: Kind, blob: bytes) -> None:
        self._end = len(blob) - _CHECKSUM.size
        if self._end < _HEADER.size:
            raise SeriesCorrupt("The stored points are cut short.", size=len(blob))
        found, version, self.count = _HEADER.unpack_from(blob)
        if _CHECKSUM.unpack_from(blob, self._end)[0] != crc32(memoryview(blob)[: self._end]):
            raise SeriesCorrupt("The checksum of the stored points is wrong.", size=len(blob))
        if (found, version) != (kind, VERSION) or self.count > MAX_COUNT:
            raise SeriesCorrupt("These are not stored points.", kind=found, version=version)
        self._blob = blob
        self._place = _HEADER.size

    def next(self, *, most: int) -> tuple[int, bytes]:
        """The next section's encoding and payload, which may be `most` bytes long unpacked."""
        start = self._place + _SECTION.size
        if start > self._end:
            raise SeriesCorrupt("A column of the stored points is missing.")
        encoding, length = _SECTION.unpack_from(self._blob, self._place)
        self._place = start + length
        if self._place > self._end:
            raise SeriesCorrupt("A column of the stored points is cut short.")
        payload = self._blob[start : self._place]
        if encoding & _COMPRESSED:
            return encoding ^ _COMPRESSED, _decompress(payload, most)
        return encoding, payload

    def skip(self) -> None:
        """Pass over the next section."""
        if self._place + _SECTION.size > self._end:
            raise SeriesCorrupt("A column of the stored points is missing.")
        _, length = _SECTION.unpack_from(self._blob, self._place)
        self._place += _SECTION.size + length


def _decompress(payload: bytes, most: int) -> bytes:
    try:
        if not 0 <= zstandard.frame_content_size(payload) <= most:
            raise SeriesCorrupt("A column of the stored points has an impossible size.")
        return _CODECS.decompressor.decompress(payload)
    except zstandard.ZstdError as exc:
        raise SeriesCorrupt("A column of the stored points cannot be unpacked.") from exc
