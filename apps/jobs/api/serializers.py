"""Shapes of jobs in the REST API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.api.serializers import UserBriefSerializer
from apps.jobs.constants import JobState
from apps.jobs.contracts import NewJob, Phase, Resources
from apps.jobs.models import ComputeTarget, Job

STATES = [(state.value, state.name) for state in JobState]
PHASES = [(phase.value, phase.name) for phase in Phase]
MASK = "•••"
_COMMAND_SHAPE = "A command is a string, or a list of strings."


@extend_schema_field(
    {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}
)
class CommandField(serializers.Field[Any, Any, Any, Any]):
    """A list of words that is executed as it is, or one string for the shell."""

    def to_internal_value(self, data: Any) -> tuple[str, ...] | str:
        """The command; the service says whether it makes sense."""
        if isinstance(data, str):
            return data
        if isinstance(data, list) and all(isinstance(word, str) for word in data):
            return tuple(data)
        raise serializers.ValidationError(_COMMAND_SHAPE, code="shape")

    def to_representation(self, value: Any) -> Any:
        """As it was sent."""
        return value


class ResourcesSerializer(serializers.Serializer[Any]):
    cpus = serializers.FloatField(default=1)
    memory_mb = serializers.IntegerField(default=0)
    gpus = serializers.IntegerField(default=0)


class JobRightsSerializer(serializers.Serializer[Any]):
    cancel = serializers.BooleanField()
    retry = serializers.BooleanField()


class AttemptSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    state = serializers.ChoiceField(STATES)
    reason = serializers.CharField()
    exit_reason = serializers.CharField()
    exit_code = serializers.IntegerField(allow_null=True)
    external_name = serializers.CharField()
    run_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class JobSerializer(serializers.Serializer[Any]):
    """A job. The values of its variables are not shown: they may be secrets."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    project_key = serializers.CharField(source="project.key")
    command = CommandField()
    state = serializers.ChoiceField(STATES)
    reason = serializers.CharField()
    target = serializers.CharField(source="target.name")
    resources = ResourcesSerializer()
    code_id = serializers.UUIDField(allow_null=True)
    environment = serializers.SerializerMethodField()
    priority = serializers.IntegerField()
    max_retries = serializers.IntegerField()
    time_limit_seconds = serializers.IntegerField(allow_null=True)
    run_id = serializers.CharField()
    created_by = UserBriefSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    queued_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    exit_code = serializers.IntegerField(allow_null=True)
    attempts = AttemptSerializer(many=True, source="attempts.all")
    can = JobRightsSerializer()

    def get_environment(self, job: Job) -> dict[str, str]:
        """The names of the variables, each with a mask."""
        return dict.fromkeys(sorted(job.environment), MASK)


class JobPageSerializer(serializers.Serializer[Any]):
    results = JobSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class JobQuerySerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(STATES, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, default=50)
    page_token = serializers.CharField(required=False, default="")


class NewJobSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=250)
    command = CommandField()
    target = serializers.CharField(max_length=64, required=False, default="local")
    code_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    experiment = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    environment = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        required=False,
        default=dict,
    )
    requirements = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, default=""
    )
    resources = ResourcesSerializer(required=False)
    priority = serializers.IntegerField(required=False, default=0)
    max_retries = serializers.IntegerField(required=False, default=0)
    time_limit_seconds = serializers.IntegerField(required=False, allow_null=True, default=None)

    def to_new_job(self) -> NewJob:
        """What the validated body asks for."""
        fields = dict(self.validated_data)
        return NewJob(**fields | {"resources": Resources(**fields.get("resources", {}))})


class TargetSerializer(serializers.Serializer[Any]):
    """A compute target; `enforced` says in words which limits it truly holds jobs to."""

    name = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(ComputeTarget.State.choices)
    message = serializers.CharField()
    enforced = serializers.ListField(child=serializers.CharField())
    capacity = ResourcesSerializer()
    running = serializers.IntegerField(source="running_count")
    queued = serializers.IntegerField(source="queued_count")


class TargetListSerializer(serializers.Serializer[Any]):
    results = TargetSerializer(many=True)


class CodeSerializer(serializers.Serializer[Any]):
    """Uploaded code; of a large archive `files` has the first thousand names."""

    code_id = serializers.UUIDField(source="id")
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    filename = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField())


class LogOffsetSerializer(serializers.Serializer[Any]):
    offset = serializers.IntegerField(min_value=0)


class LogSizeSerializer(serializers.Serializer[Any]):
    size = serializers.IntegerField()
    full = serializers.BooleanField()


class StatusSerializer(serializers.Serializer[Any]):
    phase = serializers.ChoiceField(PHASES)
    message = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")
