"""Tables of experiments, split by noun. Django finds them through this package."""

from apps.experiments.models.attribute import AttributeKey, FloatSeries, StringAttribute
from apps.experiments.models.console import ConsoleChunk, ConsoleLog
from apps.experiments.models.dataset import InputDataset, RunInput
from apps.experiments.models.experiment import Experiment, ExperimentTag
from apps.experiments.models.logged_model import (
    LoggedModel,
    LoggedModelAttribute,
    LoggedModelMetric,
    RunOutput,
)
from apps.experiments.models.run import Run
from apps.experiments.models.series import SeriesAppend, SeriesChunk

__all__ = [
    "AttributeKey",
    "ConsoleChunk",
    "ConsoleLog",
    "Experiment",
    "ExperimentTag",
    "FloatSeries",
    "InputDataset",
    "LoggedModel",
    "LoggedModelAttribute",
    "LoggedModelMetric",
    "Run",
    "RunInput",
    "RunOutput",
    "SeriesAppend",
    "SeriesChunk",
    "StringAttribute",
]
