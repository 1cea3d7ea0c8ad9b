from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        """Register how the ways of signing in are written in the OpenAPI document."""
        from apps.accounts.api import schema  # noqa: F401  # importing it registers it
