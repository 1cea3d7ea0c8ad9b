"""The settings, from the environment (`apps.config.env`) and nowhere else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from csp.constants import NONCE, NONE, SELF

from apps.config import env as environment

ENV = environment.read()
BASE_DIR = Path(__file__).resolve().parent.parent.parent.parent

NAIAD_VERSION = "0.1.0"
NAIAD_DATA_DIR = ENV.data_dir
NAIAD_PUBLIC_URL = ENV.public_url
# Where a job that runs on this machine reaches this server.
NAIAD_AGENT_URL = ENV.agent_url
NAIAD_BLOB_URL = ENV.blob_url
NAIAD_DIRECT_TRANSFERS = ENV.direct_transfers
NAIAD_REDIS_URL = ENV.redis_url
NAIAD_MAX_ARTIFACT_BYTES = ENV.max_artifact_bytes
NAIAD_MAX_CONSOLE_BYTES = ENV.max_console_bytes
NAIAD_MAX_CODE_BYTES = ENV.max_code_bytes
NAIAD_WEBHOOK_ALLOW_PRIVATE = ENV.webhook_allow_private
NAIAD_PORTAL_DIR = BASE_DIR / "apps" / "config" / "portal" / "dist"
# By dotted path, since the apps never import the workers.
NAIAD_EXECUTORS = {"local": "workers.executors.local.executor.LocalExecutor"}

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "apps.config.urls"
ASGI_APPLICATION = "apps.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "drf_spectacular",
    "guardian",
    "rest_framework",
    "apps.core",
    "apps.accounts",
    "apps.projects",
    "apps.artifacts",
    "apps.experiments",
    "apps.registry",
    "apps.jobs",
    "apps.traces",
    "apps.evaluation",
    "apps.webhooks",
    "apps.transfers",
    "apps.mlflow_api",
    "apps.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES: dict[str, Any] = {"default": ENV.database}

# People, sessions, passwords
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian's: nobody is not a row in our users
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_NAME = "naiad_session"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.public_url.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_TRUSTED_ORIGINS = [ENV.public_url]
CSRF_FAILURE_VIEW = "apps.config.views.csrf_failure"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data_dir / "static"

# A page is markup and our own files; nothing inline without the request's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.api.authentication.TokenAuthentication",
        "apps.accounts.api.authentication.PortalSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "apps.core.api.schema.NamedSchema",
    "EXCEPTION_HANDLER": "apps.core.api.problems.handle_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "STRICT_JSON": True,
    # In ASCII, since a refusal may quote half of a surrogate pair, which UTF-8 cannot say.
    "UNICODE_JSON": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Naiad",
    "VERSION": NAIAD_VERSION,
    "DESCRIPTION": "The REST API of the portal.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.core.api.schema.add_problems",
    ],
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_SUFFIX": "",
    # The names of the types in the portal's code: stable, whatever field uses them next.
    "ENUM_NAME_OVERRIDES": {
        "DeliveryState": "apps.webhooks.api.serializers.DELIVERY_STATES",
        "WebhookEvent": "apps.webhooks.api.serializers.EVENT_CHOICES",
        "AttributeKind": "apps.experiments.api.serializers.runs.KINDS",
        "JobPhase": "apps.jobs.contracts.Phase",
        "JobState": "apps.jobs.constants.JobState",
        "Role": "apps.projects.permissions.Role",
        "LoggedModelStatus": "apps.experiments.models.LoggedModel.Status",
        "RunStatus": "apps.experiments.models.Run.Status",
        "RunView": "apps.experiments.contracts.View",
        "Scope": "apps.accounts.contracts.Scope",
        "SeriesAxis": "apps.experiments.selectors.charts.Axis",
        "SeriesNonFinite": "apps.experiments.api.serializers.series.NONFINITE",
        "TargetState": "apps.jobs.models.ComputeTarget.State",
        "AssessmentKind": "apps.traces.models.Assessment.Kind",
        "AssessmentSource": "apps.traces.models.Assessment.Source",
        "SpanStatus": "apps.traces.api.serializers.SPAN_STATUSES",
        "FileMode": "apps.transfers.constants.FileMode",
        "TransferState": "apps.transfers.constants.State",
        "TraceState": "apps.traces.models.Trace.State",
        "UserKind": "apps.accounts.models.User.Kind",
        "Visibility": "apps.projects.models.Project.Visibility",
    },
}

# Broker, channel layer and cache: in this process, or Redis for all of them
if ENV.redis_url:
    CELERY_BROKER_URL = ENV.redis_url
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [ENV.redis_url], "prefix": "naiad", "capacity": 1000},
        }
    }
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": ENV.redis_url,
            "KEY_PREFIX": "naiad",
        }
    }
else:
    CELERY_BROKER_URL = "memory://localhost"
    # How long a message waits at most; the default is a second.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.1}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "naiad"

# Logs: one event a line, as text for people or JSON for machines
_SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]
_RENDERERS: dict[str, list[Any]] = {
    "json": [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
    "console": [structlog.dev.ConsoleRenderer(colors=False)],
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED_PROCESSORS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_RENDERERS[ENV.log_format],
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
        "uvicorn.error": {"level": "WARNING"},
    },
}
