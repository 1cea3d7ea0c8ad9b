from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "apps.jobs"

    def ready(self) -> None:
        """Connect the receivers, and let tabs listen to jobs."""
        from apps.core.realtime import topics
        from apps.jobs import (
            live,
            receivers,  # noqa: F401  # connects itself
        )

        topics.register("job", live.authorise)
