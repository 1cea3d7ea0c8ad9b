"""The frame that MLflow's client puts below a notebook's cell."""

from django.test import Client

FRAME = "/static-files/lib/notebook-trace-renderer/index.html"


def body(**query: str | list[str]) -> str:
    answer = Client().get(FRAME, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_frame_leads_to_the_traces_that_it_names() -> None:
    page = body(trace_id=["tr-1", "tr-2", "tr-1"], experiment_id=["7", "7"], version="3.18.0")
    assert page.count("/traces/tr-1") == 1
    assert 'href="/traces/tr-2" target="_blank"' in page


def test_the_frame_may_stand_in_a_notebook_of_another_origin() -> None:
    answer = Client().get(FRAME, {"trace_id": "tr-1"})
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_portal_itself_may_not_be_framed() -> None:
    answer = Client().get("/")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_name_that_is_no_id_stays_text() -> None:
    page = body(trace_id='"><script>alert(1)</script>')
    assert "<script>" not in page
    assert "javascript:" not in body(trace_id="javascript:alert(1)").replace(">javascript:", "")


def test_a_frame_without_traces_says_so() -> None:
    assert "No trace is named." in body()
