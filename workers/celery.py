"""The Celery app `naiad`: tasks of all apps, settings from Django's under CELERY_."""

import os

from celery import Celery

from workers import beat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

app = Celery("naiad")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = beat.schedule()
app.autodiscover_tasks()
# Services ring at whatever app is current: from here on, in every thread, that is this one.
app.set_default()
