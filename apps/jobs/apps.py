from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "apps.jobs"

    def ready(self) -> None:
        """Let tabs listen to jobs."""
        from apps.core.realtime import topics
        from apps.jobs import live

        topics.register("job", live.authorise)
