"""Hatchling's build hook: a wheel carries the built portal, so that installing needs no Node."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PortalBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the portal unless it is there already; an editable install never needs it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        index = Path(self.root) / "apps" / "config" / "portal" / "dist" / "index.html"
        if version == "editable" or index.exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("Building the wheel needs Node 20 for the portal: npm not found.")
        frontend = Path(self.root) / "frontend"
        subprocess.run([npm, "ci", "--no-fund", "--no-audit"], cwd=frontend, check=True)
        subprocess.run([npm, "run", "build"], cwd=frontend, check=True)
