"""Webhooks."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import webhooks
from apps.mlflow_api.messages import webhooks as w
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API, read, transfer, write

_ALL = f"{API}/webhooks"
_ONE = f"{_ALL}/{{webhook_id}}"

ROUTES: tuple[Route, ...] = (
    read("GET", _ALL, webhooks.list_all, w.ListWebhooks),
    read("GET", _ONE, webhooks.get, Empty),
    # These ask the resolver where the URL leads, and must not hold up other writers meanwhile.
    transfer("POST", _ALL, webhooks.create, w.CreateWebhook),
    transfer("PATCH", _ONE, webhooks.update, w.UpdateWebhook),
    write("DELETE", _ONE, webhooks.delete, Empty),
    transfer("POST", f"{_ONE}/test", webhooks.test, w.TestWebhook),
)
