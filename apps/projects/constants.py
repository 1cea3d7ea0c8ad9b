"""What a project's key may look like."""

import re

KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
KEY_RULE = "2 to 64 lower-case letters, digits and hyphens, beginning with a letter or a digit"

# Words that stand in addresses, or mean "no project" to some client.
RESERVED_KEYS = frozenset(
    {
        "admin", "all", "api", "default", "health", "me", "new", "none", "null", "projects",
        "ready", "settings", "signin", "static", "undefined", "ws",
    }
)  # fmt: skip

SERVICE_ACCOUNT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
