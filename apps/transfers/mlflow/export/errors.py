"""What an export refuses, by code."""

from apps.core import errors


class TargetNotEmpty(errors.Conflict):
    """There is something already where the export is to go."""

    code = "target_not_empty"


class TargetFull(errors.StorageFull):
    """There is no space left where the export goes."""

    code = "target_full"

    def __init__(self, message: str) -> None:
        super().__init__(message, fix="Make room, and say the same again with --resume.")


class TargetRefused(errors.Invalid):
    """The database cannot be used."""

    code = "target_refused"


class MlflowMissing(errors.Invalid):
    """There is no MLflow here that could make its tables."""

    code = "mlflow_missing"
