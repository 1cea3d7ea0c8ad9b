"""Tables of evaluation."""

from apps.evaluation.models.dataset import (
    DatasetExperiment,
    DatasetRecord,
    DatasetTag,
    EvaluationDataset,
)
from apps.evaluation.models.scorer import Scorer, ScorerVersion

__all__ = [
    "DatasetExperiment",
    "DatasetRecord",
    "DatasetTag",
    "EvaluationDataset",
    "Scorer",
    "ScorerVersion",
]
