"""What MLflow's client shows below a notebook's cell: a frame with the traces that the cell made.

The client points a frame at this address and names the traces in it. Notebooks are of another
origin, so a browser sends no session here; the frame therefore shows nothing of a trace, only the
way to it.
"""

from urllib.parse import quote

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

ADDRESS = "static-files/lib/notebook-trace-renderer/index.html"
MOST_TRACES = 100
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Traces</title>
<meta name="color-scheme" content="light dark"></head>
<body><h1>Traces of this cell</h1>{}</body></html>
"""


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def notebook_traces(request: HttpRequest) -> HttpResponse:
    """Links to the traces that the query names; they open in a tab of their own."""
    ids = list(dict.fromkeys(filter(None, request.GET.getlist("trace_id"))))[:MOST_TRACES]
    if not ids:
        return HttpResponse(format_html(_PAGE, format_html("<p>{}</p>", "No trace is named.")))
    links = format_html_join(
        "",
        '<li><a href="{}" target="_blank" rel="noopener">{}</a></li>',
        ((f"/traces/{quote(each, safe='')}", each) for each in ids),
    )
    return HttpResponse(format_html(_PAGE, format_html("<ul>{}</ul>", links)))
