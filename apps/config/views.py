"""What belongs to no app: health, readiness, the portal's page, and the last words on errors."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_safe

from apps.config import checks
from apps.core import errors
from apps.core.api.problems import CONTENT_TYPE, problem


@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all: the word OK, as MLflow's server says it."""
    return HttpResponse("OK", content_type="text/plain")


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether what Naiad stands on answers: 200, or 503 with a line for each part."""
    results = checks.run()
    body = {result.name: result.message for result in results}
    return JsonResponse(body, status=200 if all(result.ok for result in results) else 503)


@require_safe
@ensure_csrf_cookie
def portal(request: HttpRequest) -> HttpResponse:
    """The portal's one page, with this answer's CSP nonce in it."""
    index = settings.NAIAD_PORTAL_DIR / "index.html"
    if not index.exists():
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain")
    page = index.read_text().replace("__CSP_NONCE__", str(request.csp_nonce))  # type: ignore[attr-defined]
    response = HttpResponse(page)
    response["Cache-Control"] = "no-cache"
    return response


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """A problem for an API address that does not exist."""
    return _problem(errors.NotFound("There is no such API address.", path=request.path))


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal in our shape."""
    error = errors.PermissionDenied(
        f"The request could not be told from a forged one. {reason}".strip(),
        fix="Reload the page, or use an API token.",
    )
    return _problem(error)


def _problem(error: errors.DomainError) -> HttpResponse:
    body: dict[str, Any] = problem(error)
    return JsonResponse(body, status=error.status, content_type=CONTENT_TYPE)


_NOT_BUILT = (
    "The portal's files are missing from this installation.\n"
    "In a checkout, `make up` builds them; an installed wheel carries them.\n"
)
