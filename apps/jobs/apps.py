from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "apps.jobs"

    def ready(self) -> None:
        """Connect the receivers."""
        from apps.jobs import receivers  # noqa: F401  # connects itself
