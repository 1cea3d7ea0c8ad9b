from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "apps.projects"

    def ready(self) -> None:
        """Let tabs listen to projects."""
        from apps.core.realtime import topics
        from apps.projects import live

        topics.register("project", live.authorise)
