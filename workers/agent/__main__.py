"""`python -m workers.agent <folder>`: run the attempt of the folder, once."""

import os
import sys
from pathlib import Path

from workers.agent import processes
from workers.agent.attempt import Attempt
from workers.agent.folder import AttemptFolder, Claim


def main(arguments: list[str]) -> int:
    """Claim the folder and run its attempt; whoever comes second leaves it alone."""
    folder = AttemptFolder(Path(arguments[0]))
    identity = processes.identity_of(os.getpid())
    if identity is None or not folder.claim(Claim(pid=os.getpid(), identity=identity)):
        return 0
    spec = folder.read_spec()
    folder.drop_spec()
    processes.adopt_orphans()
    Attempt(folder, spec, environments=folder.path.parent.parent / "environments").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
