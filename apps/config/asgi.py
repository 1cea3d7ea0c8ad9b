"""The ASGI application: MLflow's protocol, the portal's files, Django and the WebSocket."""

import os
from typing import cast

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

django_application = get_asgi_application()

# After the apps are loaded:
import workers.celery  # noqa: E402, F401  # makes ours the Celery app that services ring
from apps.config.body_limit import Application, with_body_limit  # noqa: E402
from apps.config.static import with_static_files  # noqa: E402
from apps.core.realtime.consumer import LiveConsumer  # noqa: E402
from apps.mlflow_api.asgi import with_mlflow  # noqa: E402

live = URLRouter(
    [
        path("ws/live", LiveConsumer.as_asgi()),
        re_path("", WebsocketDenier.as_asgi()),
    ]
)

application = ProtocolTypeRouter(
    {
        "http": with_mlflow(
            with_static_files(with_body_limit(cast("Application", django_application)))
        ),
        "websocket": live,
    }
)
