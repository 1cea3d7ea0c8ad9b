from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "apps.config"
    label = "naiad_config"

    def ready(self) -> None:
        """Let services ring at Naiad's own queue, in whatever process they run."""
        from workers import celery  # noqa: F401  # importing it makes it Celery's current app
