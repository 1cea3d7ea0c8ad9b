"""Words of transfers."""

from enum import StrEnum


class State(StrEnum):
    """Where a transfer stands. A stopped or failed one can be resumed; what is done stays done."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"

    @property
    def is_open(self) -> bool:
        """Whether it runs or is going to."""
        return self in {State.QUEUED, State.RUNNING}


class FileMode(StrEnum):
    """What becomes of files: copied into our store, or left where they are and referred to."""

    COPY = "copy"
    REFERENCE = "reference"


class StepKind(StrEnum):
    """What one step of an import moves."""

    EXPERIMENTS = "experiments"
    LOGGED_MODELS = "logged_models"
    RUNS = "runs"
    MODEL_LINKS = "model_links"
    TRACES = "traces"
    REGISTERED_MODELS = "registered_models"
    EVALUATION_DATASETS = "evaluation_datasets"
    SCORERS = "scorers"
    RUN_FILES = "run_files"
    MODEL_FILES = "model_files"

    @property
    def of_experiment(self) -> bool:
        """Whether there is one such step for every experiment."""
        return self not in {
            StepKind.EXPERIMENTS,
            StepKind.REGISTERED_MODELS,
            StepKind.EVALUATION_DATASETS,
        }

    @property
    def of_files(self) -> bool:
        """Whether it counts files, which are known only as they are listed."""
        return self in {StepKind.RUN_FILES, StepKind.MODEL_FILES}


BEAT_SECONDS = 5
"""How often who runs a transfer says that they are alive."""
LEASE_SECONDS = 60
"""A transfer whose runner was silent for so long is taken over."""
MAX_WORKERS = 16
