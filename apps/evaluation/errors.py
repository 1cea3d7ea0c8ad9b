"""What evaluation refuses, by code."""

from apps.core import errors


class DatasetNotFound(errors.NotFound):
    code = "evaluation_dataset_not_found"


class ExperimentUnknown(errors.NotFound):
    """An experiment to link is not there, or belongs to another project."""

    code = "experiment_not_found"


class ScorerNotFound(errors.NotFound):
    code = "scorer_not_found"


class GatewayEndpointNotFound(errors.NotFound):
    """The scorer asks a model by an endpoint of MLflow's gateway, which Naiad has not."""

    code = "gateway_endpoint_not_found"


class InvalidDataset(errors.Invalid):
    code = "invalid_evaluation_dataset"


class InvalidRecord(errors.Invalid):
    """A record cannot be stored. `index` in the details is its place in what was sent."""

    code = "invalid_record"


class InvalidScorer(errors.Invalid):
    code = "invalid_scorer"


class InvalidSearch(errors.Invalid):
    """The filter or the order does not follow the search language. `position` in the details."""

    code = "invalid_filter"
