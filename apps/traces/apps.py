from django.apps import AppConfig


class TracesConfig(AppConfig):
    name = "apps.traces"

    def ready(self) -> None:
        """Heed what happens to projects."""
        from apps.traces import receivers  # noqa: F401
