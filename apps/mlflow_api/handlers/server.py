"""What the server is and can do. Said to everybody: clients ask before they have a token."""

from django.conf import settings

from apps.artifacts.selectors import downloads
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json, LaneResponse
from apps.mlflow_api.messages.common import Empty

SPOKEN_VERSION = "3.18.0"
"""The release of MLflow whose protocol this is; its client compares it with its own."""


def version(_call: Call, _body: Empty) -> LaneResponse:
    return LaneResponse(body=SPOKEN_VERSION.encode(), content_type="text/plain; charset=utf-8")


def server_info(_call: Call, _body: Empty) -> Json:
    direct = downloads.can_presign()
    always = direct and settings.NAIAD_DIRECT_TRANSFERS == "always"
    return {
        "store_type": "SqlStore",
        "workspaces_enabled": True,
        "trace_archival_enabled": False,
        "multipart_uploads_enabled": direct,
        "multipart_downloads_enabled": direct,
        "artifact_serving_enabled": True,
        "presigned_upload_run_id_supported": direct,
        "presigned_upload_model_id_supported": direct,
        "model_artifact_presigned_downloads_supported": direct,
        "features_enabled": {"gateway": False, "scheduled_issue_detection": False},
        "tracking_auth": "",
        # Clients that know this bring each file in parts, however small; others are not refused.
        "artifacts_presigned_only": always,
    }
