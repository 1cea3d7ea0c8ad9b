from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        """Register how the ways of signing in are written in the OpenAPI document, and how a
        WebSocket says who it is."""
        from apps.accounts import live
        from apps.accounts.api import schema  # noqa: F401  # importing it registers it
        from apps.core.realtime import topics

        topics.identify_by(live.actor_of_scope)
