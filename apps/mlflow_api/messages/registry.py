"""Requests about registered models and their versions."""

from apps.mlflow_api.messages.common import Pair
from apps.mlflow_api.wire import Int64, Message


class CreateRegisteredModel(Message):
    name: str = ""
    tags: list[Pair] = []
    description: str = ""
    required = ("name",)


class Named(Message):
    """A request about one registered model."""

    name: str = ""
    required = ("name",)


class RenameRegisteredModel(Message):
    name: str = ""
    new_name: str = ""
    required = ("name", "new_name")


class UpdateRegisteredModel(Message):
    name: str = ""
    description: str = ""
    required = ("name",)


class Search(Message):
    filter: str = ""
    max_results: Int64 = 100
    order_by: list[str] = []
    page_token: str = ""


class SearchVersions(Search):
    max_results: Int64 = 200_000


class GetLatestVersions(Message):
    name: str = ""
    stages: list[str] = []
    required = ("name",)


class SetModelTag(Message):
    name: str = ""
    key: str = ""
    value: str = ""
    required = ("name", "key")


class DeleteModelTag(Message):
    name: str = ""
    key: str = ""
    required = ("name", "key")


class SetAlias(Message):
    name: str = ""
    alias: str = ""
    version: str = ""
    required = ("name", "alias", "version")


class Alias(Message):
    name: str = ""
    alias: str = ""
    required = ("name", "alias")


class CreateModelVersion(Message):
    name: str = ""
    source: str = ""
    run_id: str | None = None
    tags: list[Pair] = []
    run_link: str = ""
    description: str = ""
    model_id: str | None = None
    required = ("name", "source")


class Version(Message):
    """A request about one version."""

    name: str = ""
    version: str = ""
    required = ("name", "version")


class UpdateModelVersion(Version):
    description: str | None = None


class TransitionStage(Message):
    name: str = ""
    version: str = ""
    stage: str = ""
    archive_existing_versions: bool = False
    required = ("name", "version", "stage")


class SetVersionTag(Message):
    name: str = ""
    version: str = ""
    key: str = ""
    value: str = ""
    required = ("name", "version", "key")


class DeleteVersionTag(Message):
    name: str = ""
    version: str = ""
    key: str = ""
    required = ("name", "version", "key")
