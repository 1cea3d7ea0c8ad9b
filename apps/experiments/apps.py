from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "apps.experiments"

    def ready(self) -> None:
        """Let tabs listen to runs; heed what happens to projects."""
        from apps.core.realtime import topics
        from apps.experiments import live, receivers  # noqa: F401

        topics.register("run", live.authorise)
