from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "apps.webhooks"

    def ready(self) -> None:
        """Connect the receivers."""
        from apps.webhooks import receivers  # noqa: F401  # connects itself
