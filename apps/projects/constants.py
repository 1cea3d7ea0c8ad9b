"""What a project's key may look like."""

import re

# MLflow's clients refuse other names of workspaces before they ask.
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]")
KEY_RULE = (
    "2 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or a digit"
)

# Words that stand in addresses, or mean "no project" to some client.
RESERVED_KEYS = frozenset(
    {
        "admin", "ajax-api", "all", "api", "default", "health", "me", "new", "none", "null",
        "projects", "ready", "settings", "signin", "static", "static-files", "undefined",
        "workspaces", "ws",
    }
)  # fmt: skip

SERVICE_ACCOUNT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
