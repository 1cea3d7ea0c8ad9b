"""Files of any size: the blob port with its filesystem and S3 stores, uploads, listing, downloads.

An artifact is a row (owner, path) that refers to a blob (bytes under a random key). The app knows
no run and no role: callers decide access and pass an `Owner`.
"""
