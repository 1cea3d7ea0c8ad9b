"""The settings under test: a data folder of its own, cheap passwords, and the database asked for."""

import os
import tempfile

os.environ.setdefault("NAIAD_DATA_DIR", tempfile.mkdtemp(prefix="naiad-test-"))
os.environ.setdefault("NAIAD_SECRET_KEY", "a-secret-key-for-tests-only-0123456789")
if database := os.environ.get("NAIAD_TEST_DATABASE_URL"):
    os.environ["NAIAD_DATABASE_URL"] = database
if redis := os.environ.get("NAIAD_TEST_REDIS_URL"):
    os.environ["NAIAD_REDIS_URL"] = redis

from apps.config.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, since threads of the code under test open connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": NAIAD_DATA_DIR / "test.sqlite3"}  # noqa: F405
