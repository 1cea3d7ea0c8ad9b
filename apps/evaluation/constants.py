"""Limits of what clients may send: those of MLflow's columns, and of what one answer can carry."""

MAX_DATASET_NAME = 255
MAX_TAG_KEY = 255
MAX_TAG_VALUE = 5_000
MAX_USER = 255
MAX_SCORER_NAME = 256
MAX_SCORER = 1_000_000
MAX_PAGE = 50_000

USER_TAG = "mlflow.user"
"""Who made or changed something, as the client says it."""
