"""Requests about files."""

import msgspec

from apps.mlflow_api.messages.common import RunMessage
from apps.mlflow_api.wire import Int64, Message


class ListRunArtifacts(RunMessage):
    path: str = ""
    page_token: str = ""


class RunFile(RunMessage):
    """One file of a run, for the browser."""

    path: str = ""
    required = ("run_id", "path")


class ModelVersionFile(Message):
    name: str = ""
    version: str = ""
    path: str = ""
    presigned: str = ""
    required = ("name", "version", "path")


class ModelFile(Message):
    artifact_file_path: str = ""
    required = ("artifact_file_path",)


class ListModelArtifacts(Message):
    artifact_directory_path: str = ""


class PresignUpload(Message):
    run_id: str = ""
    model_id: str = ""
    path: str = ""
    expiration: Int64 = 900
    required = ("path",)


class PresignDownload(Message):
    run_id: str = ""
    path: str = ""
    expiration: Int64 = 300
    required = ("run_id", "path")


class ListFiles(Message):
    path: str = ""


class CreateMultipart(Message):
    path: str = ""
    num_parts: Int64 = 1
    required = ("path",)


class Part(msgspec.Struct):
    part_number: Int64 = 0
    etag: str = ""
    url: str = ""


class CompleteMultipart(Message):
    path: str = ""
    upload_id: str = ""
    parts: list[Part] = []
    required = ("path",)


class AbortMultipart(Message):
    path: str = ""
    upload_id: str = ""
    required = ("path",)
