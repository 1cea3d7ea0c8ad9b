"""Django's settings for every shape of installation; only the environment differs."""

from apps.config.settings.base import *  # noqa: F403
