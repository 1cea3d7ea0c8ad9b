"""The ASGI application: Django, the WebSocket and the portal's files."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

django_application = get_asgi_application()

from apps.core.realtime.consumer import LiveConsumer  # noqa: E402  # after the apps are loaded

live = URLRouter(
    [
        path("ws/live", LiveConsumer.as_asgi()),
        re_path("", WebsocketDenier.as_asgi()),
    ]
)

application = ProtocolTypeRouter({"http": django_application, "websocket": live})
