"""The OpenAPI document: what drf-spectacular finds, with our one shape of refusal added."""

from typing import Any

from drf_spectacular.drainage import warn
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from apps.core.api.problems import CONTENT_TYPE

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal (RFC 9457). `code` is stable; `fix` says how to mend it. "
    "Some codes carry further members.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "fix": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "Messages by field, where the input is to blame.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "retry_after": {"type": "integer", "description": "Seconds to wait."},
    },
    "additionalProperties": True,
    "required": ["type", "title", "status", "code", "detail", "fix"],
}


class NamedSchema(AutoSchema):
    """An endpoint names its operation itself; one that does not fails the export."""

    def get_operation_id(self) -> str:
        """A guess, with a warning: `@extend_schema(operation_id=…)` replaces this method."""
        warn('this endpoint lacks @extend_schema(operation_id="<nouns>_<verb>")')
        return str(super().get_operation_id())


def add_problems(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: every operation may answer with a `Problem`."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components.setdefault("responses", {})["Problem"] = {
        "description": "The request is refused.",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for method in _METHODS & path.keys():
            path[method]["responses"]["4XX"] = {"$ref": "#/components/responses/Problem"}
    return result


def render() -> str:
    """The document as YAML, checked against OpenAPI's own schema."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(document)
    yaml: bytes = OpenApiYamlRenderer().render(document, renderer_context={})
    return yaml.decode()
