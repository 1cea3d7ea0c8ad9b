"""The ASGI application: Django, the WebSocket and the portal's files."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

django_application = get_asgi_application()

application = ProtocolTypeRouter({"http": django_application})
