"""Sizes and times that the artifact store works with."""

from datetime import timedelta

# The pieces in which bytes are moved: large enough for a disk, small enough to hold many.
PIECE = 1024 * 1024

MAX_PATH_BYTES = 1024
MAX_SEGMENT_BYTES = 255

# An upload that is still unfinished after this is given up and swept.
UPLOAD_LIFETIME = timedelta(hours=48)

# How long a presigned address works: long enough for one large part on a slow line.
DIRECT_URL_SECONDS = 3600

# The longest that anybody may ask for: to download, S3's own limit; to upload, as long as we wait.
MAX_DOWNLOAD_URL_SECONDS = 7 * 24 * 3600
MAX_UPLOAD_URL_SECONDS = int(UPLOAD_LIFETIME.total_seconds())

# S3's own limits.
MAX_PARTS = 10_000
