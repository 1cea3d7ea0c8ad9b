"""The blob port: filesystem and S3 stores, uploads, multipart, content addresses.

It knows no run and no role: callers decide access and pass an owner.
"""
