"""Shapes of traces. Answers are written by `answers`; these name their members for the document,
and a test holds the two together."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.api.searches import (
    ExperimentIdsField,
    OrderedPageSerializer,
    PageSerializer,
    limit_field,
)
from apps.projects.permissions import Role
from apps.traces.constants import (
    MAX_ASSESSMENT_NAME,
    MAX_ASSESSMENT_TEXT,
    MAX_BATCH,
    MAX_PAGE,
    MAX_TAG_VALUE,
)
from apps.traces.contracts import SAME, AssessmentChange, NewAssessment, TraceSearch
from apps.traces.models import Assessment, Trace

_ROLES = [(role.value, role.name) for role in Role]
SPAN_STATUSES = [(status, status) for status in ("OK", "ERROR", "UNSET")]
_JUDGED = [(kind, kind) for kind in ("feedback", "expectation")]


@extend_schema_field(OpenApiTypes.ANY)
class JsonField(serializers.JSONField):
    """Any JSON at all."""


class ErrorSerializer(serializers.Serializer[Any]):
    """What went wrong while something was judged."""

    error_code = serializers.CharField(required=False)
    error_message = serializers.CharField(required=False)
    stack_trace = serializers.CharField(required=False)


class AssessmentSerializer(serializers.Serializer[Any]):
    """A judgement of a trace or one of its spans, or what was expected of it."""

    assessment_id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Assessment.Kind.choices)
    value = JsonField(allow_null=True)
    error = ErrorSerializer(allow_null=True)
    source_type = serializers.ChoiceField(Assessment.Source.choices)
    source_id = serializers.CharField()
    span_id = serializers.CharField()
    rationale = serializers.CharField()
    overrides = serializers.CharField()
    valid = serializers.BooleanField()
    metadata = serializers.DictField(child=serializers.CharField())
    create_time_ms = serializers.IntegerField()
    update_time_ms = serializers.IntegerField()


class TraceUsageSerializer(serializers.Serializer[Any]):
    """Tokens and money; null is not known."""

    input_tokens = serializers.IntegerField(allow_null=True)
    output_tokens = serializers.IntegerField(allow_null=True)
    total_tokens = serializers.IntegerField(allow_null=True)
    total_cost = serializers.FloatField(allow_null=True)


class TraceRowSerializer(serializers.Serializer[Any]):
    """A trace as tables show it."""

    trace_id = serializers.CharField()
    experiment_id = serializers.IntegerField()
    experiment_name = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(Trace.State.choices)
    request_time_ms = serializers.IntegerField()
    duration_ms = serializers.IntegerField(allow_null=True)
    request_preview = serializers.CharField()
    response_preview = serializers.CharField()
    client_request_id = serializers.CharField()
    session_id = serializers.CharField()
    user = serializers.CharField()
    run_ids = serializers.ListField(child=serializers.CharField())
    span_count = serializers.IntegerField()
    usage = TraceUsageSerializer()
    tags = serializers.DictField(child=serializers.CharField())
    assessments = AssessmentSerializer(many=True)


class TracePageSerializer(serializers.Serializer[Any]):
    """A page of traces."""

    traces = TraceRowSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)


class SpanEventSerializer(serializers.Serializer[Any]):
    """Something that happened within a span."""

    name = serializers.CharField()
    at_ms = serializers.FloatField()
    attributes = serializers.DictField(child=JsonField(allow_null=True))


class SpanLinkSerializer(serializers.Serializer[Any]):
    """Another trace's span that this one points to."""

    trace_id = serializers.CharField()
    span_id = serializers.CharField()
    attributes = serializers.DictField(child=JsonField(allow_null=True))


class SpanSerializer(serializers.Serializer[Any]):
    """One step of a trace; its times are counted from the beginning of the first."""

    span_id = serializers.CharField()
    parent_id = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    type = serializers.CharField()
    status = serializers.ChoiceField(SPAN_STATUSES)
    status_message = serializers.CharField()
    start_ms = serializers.FloatField()
    duration_ms = serializers.FloatField(allow_null=True)
    inputs = JsonField(allow_null=True)
    outputs = JsonField(allow_null=True)
    attributes = serializers.DictField(child=JsonField(allow_null=True))
    events = SpanEventSerializer(many=True)
    links = SpanLinkSerializer(many=True)


class LinkedPromptSerializer(serializers.Serializer[Any]):
    """A version of a prompt that the trace used."""

    name = serializers.CharField()
    version = serializers.CharField()


class TraceDetailsSerializer(TraceRowSerializer):
    """A trace as its own page shows it; the role is that of who asks."""

    project_key = serializers.CharField()
    project_name = serializers.CharField()
    role = serializers.ChoiceField(_ROLES)
    can_annotate = serializers.BooleanField()
    can_delete = serializers.BooleanField()
    metadata = serializers.DictField(child=serializers.CharField())
    prompts = LinkedPromptSerializer(many=True)
    spans = SpanSerializer(many=True)


class TraceSearchSerializer(OrderedPageSerializer):
    """Which traces, and in which order."""

    limit = limit_field(MAX_PAGE)
    run_id = serializers.CharField(required=False, default="", allow_blank=True)

    def to_search(self) -> TraceSearch:
        """The search that was asked for."""
        return TraceSearch(**self.validated_data)


class ProjectTraceSearchSerializer(TraceSearchSerializer):
    """Which traces of a project; without experiments, those of all."""

    experiment_ids = ExperimentIdsField()

    def to_search(self) -> TraceSearch:
        """The search that was asked for."""
        asked = {key: self.validated_data[key] for key in self.validated_data}
        asked.pop("experiment_ids", None)
        return TraceSearch(**asked)


class RunTracesQuerySerializer(PageSerializer):
    """Which of a run's traces."""

    limit = limit_field(MAX_PAGE)

    def to_search(self) -> TraceSearch:
        """The search that was asked for."""
        return TraceSearch(**self.validated_data)


class ChangeTraceSerializer(serializers.Serializer[Any]):
    """Tags to set, and keys of those to remove."""

    tags = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=MAX_TAG_VALUE),
        required=False,
        default=dict,
    )
    removed = serializers.ListField(child=serializers.CharField(), required=False, default=list)


class TraceIdsSerializer(serializers.Serializer[Any]):
    trace_ids = serializers.ListField(
        child=serializers.CharField(), min_length=1, max_length=MAX_BATCH
    )


class DeletedSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()


class NewAssessmentSerializer(serializers.Serializer[Any]):
    """What a person thinks of a trace."""

    name = serializers.CharField(max_length=MAX_ASSESSMENT_NAME)
    kind = serializers.ChoiceField(_JUDGED)
    value = JsonField(allow_null=True)
    rationale = serializers.CharField(
        max_length=MAX_ASSESSMENT_TEXT, required=False, default="", allow_blank=True
    )
    span_id = serializers.CharField(required=False, default="", allow_blank=True, max_length=50)
    overrides = serializers.CharField(required=False, default="", allow_blank=True, max_length=64)

    def to_assessment(self, *, source_id: str) -> NewAssessment:
        """The assessment, made by this person."""
        return NewAssessment(**self.validated_data, source_type="HUMAN", source_id=source_id)


class ChangeAssessmentSerializer(serializers.Serializer[Any]):
    """What of an assessment changes."""

    name = serializers.CharField(max_length=MAX_ASSESSMENT_NAME, required=False)
    value = JsonField(allow_null=True, required=False)
    rationale = serializers.CharField(
        max_length=MAX_ASSESSMENT_TEXT, required=False, allow_blank=True
    )

    def to_change(self) -> AssessmentChange:
        """The change that was asked for."""
        return AssessmentChange(**{"value": SAME, **self.validated_data})
