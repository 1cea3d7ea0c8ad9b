"""The rows, by noun; the one place to import them from."""

from apps.traces.models.assessment import Assessment
from apps.traces.models.span import Span, SpanChunk
from apps.traces.models.trace import Trace, TraceLabel, TracePrompt, TraceRun

__all__ = ["Assessment", "Span", "SpanChunk", "Trace", "TraceLabel", "TracePrompt", "TraceRun"]
