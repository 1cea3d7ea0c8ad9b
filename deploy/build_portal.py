"""Hatchling's build hook: a wheel carries the built portal and the example job, and needs no Node."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PortalBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the example, and builds the portal unless it is there; an editable install needs neither."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        if version == "editable":
            return
        # `naiad up` submits it; a checkout has it at the top.
        build_data["force_include"]["examples/digits"] = "apps/config/examples/digits"
        index = Path(self.root) / "apps" / "config" / "portal" / "dist" / "index.html"
        if index.exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("Building the wheel needs Node 20 for the portal: npm not found.")
        frontend = Path(self.root) / "frontend"
        subprocess.run([npm, "ci", "--no-fund", "--no-audit"], cwd=frontend, check=True)
        subprocess.run([npm, "run", "build"], cwd=frontend, check=True)
