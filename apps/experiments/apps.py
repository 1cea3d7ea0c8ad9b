from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "apps.experiments"

    def ready(self) -> None:
        """Let tabs listen to runs."""
        from apps.core.realtime import topics
        from apps.experiments import live

        topics.register("run", live.authorise)
