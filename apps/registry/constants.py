"""Limits and words of the registry: MLflow's, so that its clients meet no new ones."""

MAX_NAME = 256
MAX_TAG_KEY = 250
MAX_TAG_VALUE = 100_000
MAX_ALIAS = 255
MAX_SOURCE = 1_000
MAX_RUN_LINK = 500
MAX_DESCRIPTION = 100_000
MAX_MODEL_PAGE = 1_000
MAX_VERSION_PAGE = 200_000

LATEST = "latest"
"""The newest version; no alias can be called so."""

PROMPT_TAG = "mlflow.prompt.is_prompt"
"""Marks a prompt, which rides on the tables of models and is left out of their searches."""

PROMPT_TEXT_TAG = "mlflow.prompt.text"
PROMPT_KIND_TAG = "_mlflow_prompt_type"
PROMPT_FORMAT_TAG = "_mlflow_prompt_response_format"
PROMPT_CONFIG_TAG = "_mlflow_prompt_model_config"

PROMPT_SOURCES = frozenset({"dummy-source", "prompt-template"})
"""What clients name as the source of a prompt's version, which has no files."""
