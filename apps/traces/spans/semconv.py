"""Other people's names for what MLflow's spans say, as a table: the first that is there counts.

OpenTelemetry's conventions for GenAI and those of the instrumentations that came before them.
Attributes are JSON texts here, as they are stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.traces.spans import values
from apps.traces.spans.record import INPUTS, MODEL, OUTPUTS, PROVIDER, TYPE, UNKNOWN, USAGE

TOOLS = "mlflow.chat.tools"
Attributes = dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Convention:
    """Where an instrumentation keeps what. Keys in the order in which they are looked for."""

    kind: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    input_tokens: str = ""
    output_tokens: str = ""
    total_tokens: str = ""
    cache_read: str = ""
    cache_write: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    provider: str = ""
    tools: tuple[str, ...] = ()


OPEN_INFERENCE = Convention(
    kind=("openinference.span.kind",),
    kinds={
        name: name
        for name in (
            "TOOL",
            "CHAIN",
            "LLM",
            "RETRIEVER",
            "EMBEDDING",
            "AGENT",
            "RERANKER",
            "UNKNOWN",
            "GUARDRAIL",
            "EVALUATOR",
        )
    },
    input_tokens="llm.token_count.prompt",
    output_tokens="llm.token_count.completion",
    total_tokens="llm.token_count.total",
    cache_read="llm.token_count.prompt_details.cache_read",
    cache_write=("llm.token_count.prompt_details.cache_write",),
    inputs=("input.value",),
    outputs=("output.value",),
    models=(
        "llm.response.model_name",
        "llm.model_name",
        "llm.request.model_name",
        "embedding.model_name",
    ),
    provider="llm.provider",
)
GEN_AI = Convention(
    kind=("gen_ai.operation.name",),
    kinds={
        "chat": "CHAT_MODEL",
        "create_agent": "AGENT",
        "embeddings": "EMBEDDING",
        "execute_tool": "TOOL",
        "generate_content": "LLM",
        "invoke_agent": "AGENT",
        "text_completion": "LLM",
        "response": "LLM",
    },
    input_tokens="gen_ai.usage.input_tokens",
    output_tokens="gen_ai.usage.output_tokens",
    cache_read="gen_ai.usage.cache_read.input_tokens",
    cache_write=(
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
    ),
    inputs=("gen_ai.input.messages", "gen_ai.tool.call.arguments"),
    outputs=("gen_ai.output.messages", "gen_ai.tool.call.result"),
    models=("gen_ai.response.model", "gen_ai.request.model"),
    provider="gen_ai.provider.name",
    tools=("gen_ai.tool.definitions",),
)
TRACELOOP = Convention(
    kind=("traceloop.span.kind",),
    kinds={
        "workflow": "WORKFLOW",
        "task": "TASK",
        "agent": "AGENT",
        "tool": "TOOL",
        "unknown": "UNKNOWN",
    },
    input_tokens="gen_ai.usage.prompt_tokens",
    output_tokens="gen_ai.usage.completion_tokens",
    total_tokens="llm.usage.total_tokens",
    inputs=("traceloop.entity.input", "gen_ai.prompt.0.content"),
    outputs=("traceloop.entity.output", "gen_ai.completion.0.content"),
    provider="gen_ai.system",
)
GOOGLE_ADK = Convention(
    inputs=("gcp.vertex.agent.llm_request", "gcp.vertex.agent.tool_call_args"),
    outputs=("gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_response"),
)
VERCEL_AI = Convention(
    kind=("ai.operationId",),
    kinds={
        **dict.fromkeys(
            (
                "ai.generateText",
                "ai.generateText.doGenerate",
                "ai.streamText",
                "ai.streamText.doStream",
                "ai.generateObject",
                "ai.generateObject.doGenerate",
                "ai.streamObject",
                "ai.streamObject.doStream",
            ),
            "LLM",
        ),
        **dict.fromkeys(("ai.embed", "ai.embed.doEmbed", "ai.embedMany"), "EMBEDDING"),
        "ai.toolCall": "TOOL",
    },
    inputs=("ai.prompt", "ai.toolCall.args", "ai.value", "ai.values"),
    outputs=(
        "ai.response.text",
        "ai.toolCall.result",
        "ai.response.object",
        "ai.embedding",
        "ai.embeddings",
    ),
)
LAMINAR = Convention(
    kind=("lmnr.span.type",),
    kinds={
        "LLM": "LLM",
        "CACHED": "LLM",
        "TOOL": "TOOL",
        "DEFAULT": "CHAIN",
        "PIPELINE": "CHAIN",
        "EXECUTOR": "AGENT",
        "EVALUATOR": "EVALUATOR",
        "HUMAN_EVALUATOR": "EVALUATOR",
        "EVALUATION": "EVALUATOR",
    },
    inputs=("lmnr.span.input",),
    outputs=("lmnr.span.output",),
)
LANGFUSE = Convention(
    kind=("langfuse.observation.type",),
    kinds={
        "generation": "LLM",
        "embedding": "EMBEDDING",
        "tool": "TOOL",
        "retriever": "RETRIEVER",
        "agent": "AGENT",
        "chain": "CHAIN",
        "evaluator": "EVALUATOR",
        "guardrail": "GUARDRAIL",
        "span": "UNKNOWN",
    },
    inputs=("langfuse.observation.input",),
    outputs=("langfuse.observation.output",),
)
VOLT_AGENT = Convention(
    kind=("span.type", "entity.type"),
    kinds={"agent": "AGENT", "llm": "LLM", "tool": "TOOL", "memory": "MEMORY"},
    inputs=("agent.messages", "llm.messages", "input"),
    outputs=("output",),
)
CONVENTIONS = (
    OPEN_INFERENCE,
    GEN_AI,
    TRACELOOP,
    GOOGLE_ADK,
    VERCEL_AI,
    VOLT_AGENT,
    LAMINAR,
    LANGFUSE,
)

_MESSAGE_EVENTS = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
}


def translate(attributes: Attributes, events: Iterable[Mapping[str, Any]] = ()) -> None:
    """Add to the attributes what MLflow's names lack and another convention tells."""
    if values.load(attributes.get(TYPE)) in {None, UNKNOWN}:
        kind = next(filter(None, (_kind(attributes, each) for each in CONVENTIONS)), None)
        if kind:
            attributes[TYPE] = values.dump(kind)
    _fill(attributes, INPUTS, _first(attributes, (each.inputs for each in CONVENTIONS)))
    _fill(attributes, OUTPUTS, _first(attributes, (each.outputs for each in CONVENTIONS)))
    _fill(attributes, INPUTS, _messages(events, _MESSAGE_EVENTS))
    _fill(attributes, OUTPUTS, _messages(events, {"gen_ai.choice": "assistant"}))
    if USAGE not in attributes:
        usage = next(filter(None, (_usage(attributes, each) for each in CONVENTIONS)), None)
        _fill(attributes, USAGE, values.dump(usage) if usage else None)
    _fill(attributes, TOOLS, _first(attributes, (each.tools for each in CONVENTIONS)))
    _fill(attributes, MODEL, _model(attributes))
    providers = ((each.provider,) for each in CONVENTIONS if each.provider)
    _fill(attributes, PROVIDER, _first(attributes, providers))


def _fill(attributes: Attributes, key: str, text: str | None) -> None:
    if text is not None and key not in attributes:
        attributes[key] = text


def _first(attributes: Attributes, groups: Iterable[tuple[str, ...]]) -> str | None:
    """The first of the attributes that says something."""
    for keys in groups:
        for key in keys:
            text = attributes.get(key)
            if text is not None and values.load(text):
                return text
    return None


def _kind(attributes: Attributes, convention: Convention) -> str | None:
    for key in convention.kind:
        said = values.load(attributes.get(key))
        if isinstance(said, str) and said:
            return convention.kinds.get(said)
    return None


def _usage(attributes: Attributes, convention: Convention) -> dict[str, int] | None:
    read = _number(attributes, convention.input_tokens)
    written = _number(attributes, convention.output_tokens)
    total = _number(attributes, convention.total_tokens)
    if total is None and read is not None and written is not None:
        total = read + written
    if read is None and written is None and total is None:
        return None
    cached = [_number(attributes, key) for key in convention.cache_write]
    found = {
        "input_tokens": read,
        "output_tokens": written,
        "total_tokens": total,
        "cache_read_input_tokens": _number(attributes, convention.cache_read),
        "cache_creation_input_tokens": next((n for n in cached if n is not None), None),
    }
    return {name: number for name, number in found.items() if number is not None}


def _number(attributes: Attributes, key: str) -> int | None:
    said = values.load(attributes.get(key)) if key else None
    try:
        return int(said) if isinstance(said, int | str) else None
    except ValueError:
        return None


def _model(attributes: Attributes) -> str | None:
    """The model's name, which some keep among the inputs or outputs."""
    found = _first(attributes, (each.models for each in CONVENTIONS))
    if found is not None:
        return found
    for key in (INPUTS, OUTPUTS):
        said = values.load(attributes.get(key))
        if isinstance(said, dict) and isinstance(said.get("model"), str) and said["model"]:
            return values.dump(said["model"])
    return None


def _messages(events: Iterable[Mapping[str, Any]], roles: Mapping[str, str]) -> str | None:
    """The messages that events carry, for those who do not keep them in attributes."""
    found = [
        {"role": said.get("role", roles[event["name"]]), "content": values.load(said["content"])}
        for event in events
        if event["name"] in roles and (said := event["attributes"]).get("content")
    ]
    return values.dump(found) if found else None
