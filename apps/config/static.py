"""The portal's and the admin's files, answered before Django and cached for good by their hash."""

import re
from pathlib import Path
from typing import Any

import django.contrib.admin
from django.conf import settings
from servestatic.asgi import ServeStaticASGI

# Vite names its files by content: name-Ab12Cd34.js
_HASHED = re.compile(r"^/static/app/assets/.+-[\w-]{8}\.\w+$")


def with_static_files(application: Any) -> Any:
    """The ASGI application, with files under /static/ in front of it."""
    files = ServeStaticASGI(
        application,
        immutable_file_test=lambda _path, url: bool(_HASHED.match(url)),
        allow_all_origins=False,
    )
    if settings.NAIAD_PORTAL_DIR.exists():
        files.add_files(settings.NAIAD_PORTAL_DIR, prefix="static/app/")
    admin = Path(django.contrib.admin.__file__).parent / "static"
    files.add_files(admin, prefix="static/")
    return files
