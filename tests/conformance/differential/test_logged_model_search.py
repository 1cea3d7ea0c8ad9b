"""Searches of logged models: filters, orders, datasets and pages."""

from typing import Any

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here, Question
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL

pytestmark = DIFFERENTIAL_IN_SQL

MODELS = [
    *("", "name = 'a'", "name != 'a'", "name LIKE 'a%'", "name ILIKE 'A%'", "name IN ('a', 'b')"),
    *("name NOT IN ('a')", "attributes.name = 'a'", "attribute.name = 'a'", "`name` = 'a'"),
    *(
        "model_type = 'sklearn'",
        "status = 'READY'",
        "status = 'LOGGED_MODEL_READY'",
        "status != 'READY'",
    ),
    *("status IN ('READY', 'PENDING')", "creation_timestamp > 0", "creation_time > 0"),
    *(
        "last_updated_timestamp < 0",
        "source_run_id = 'x'",
        "source_run_id LIKE '%'",
        "model_id LIKE 'm-%'",
    ),
    *(
        "metrics.f1 > 0.5",
        "metrics.f1 <= 0.5",
        "metrics.f1 != 0.5",
        "metric.f1 > 0.5",
        "metrics.`f1` > 0",
    ),
    *(
        "metrics.nobody > 0",
        "params.depth = '3'",
        "params.depth LIKE '%'",
        "params.depth IN ('3', '5')",
    ),
    *(
        "params.depth != '3'",
        "param.depth = '3'",
        "tags.t = 'x'",
        "tags.t != 'x'",
        "tags.nobody = 'x'",
    ),
    *("tags.t IS NULL", "params.depth IS NOT NULL", "params.depth > '1'", "metrics.f1 LIKE '1'"),
    *(
        "name = 'a' AND metrics.f1 > 0",
        "name = 'a' OR name = 'b'",
        "nonsense = 'a'",
        "name",
        "name =",
    ),
    *(
        "name > 'a'",
        "status LIKE 'R%'",
        "metrics.f1 > 'x'",
        "creation_timestamp = 'x'",
        "foo.bar = 'x'",
    ),
    *("experiment_id = '1'", "name like 'a%'", "name = 'a' and name != 'b'", 'name = "a"'),
]
MODEL_ORDERS = [
    [{"field_name": "name"}],
    [{"field_name": "name", "ascending": False}],
    [{"field_name": "creation_timestamp", "ascending": True}],
    [{"field_name": "creation_time"}],
    [{"field_name": "model_type"}, {"field_name": "name"}],
    [{"field_name": "metrics.f1", "ascending": True}],
    [{"field_name": "metrics.f1", "ascending": False}],
    [{"field_name": "metrics.f1", "dataset_name": "iris"}, {"field_name": "name"}],
    [{"field_name": "metrics.f1", "dataset_name": "iris", "dataset_digest": "d1"}],
    [{"field_name": "metrics.f1", "dataset_digest": "d1"}],
    [{"field_name": "metrics.nobody"}, {"field_name": "name"}],
    [{"field_name": "params.depth"}],
    [{"field_name": "tags.t"}],
    [{"field_name": "status"}, {"field_name": "name"}],
    [{"field_name": "nonsense"}],
    [{"field_name": "name", "dataset_name": "iris"}],
    [{}],
]
MODEL_DATASETS = [
    [],
    [{"dataset_name": "iris"}],
    [{"dataset_name": "iris", "dataset_digest": "d1"}],
    [{"dataset_name": "iris", "dataset_digest": "d2"}],
    [{"dataset_name": "wine"}, {"dataset_name": "iris"}],
    [{"dataset_name": "nobody"}],
    [{"dataset_digest": "d1"}],
    [{}],
]


_BY_NAME = [{"field_name": "name"}]
MODELS_ASKED: dict[str, list[Any]] = {
    "filter": MODELS,
    "order_by": MODEL_ORDERS,
    "datasets": MODEL_DATASETS,
    "max_results": [1, 0, -1, "2", 50, 51, 1_000, 50_001, None],
    "page_token": ["", "x", "{}"],
    "experiment_ids": [[], ["99999999"], ["x"], None],
}


def test_searches_of_logged_models(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = _make_models(here)
        plain = {"experiment_ids": [experiment_id], "order_by": _BY_NAME}
        questions = [
            Question(f"{field} {value!r}", {**plain, field: value})
            for field, values in MODELS_ASKED.items()
            for value in values
        ]
        good = {**plain, "filter": "metrics.f1 > 0.55"}
        questions += [
            Question(f"f1 on {datasets!r}", {**good, "datasets": datasets})
            for datasets in MODEL_DATASETS
        ]
        here.ask("logged-models/search", questions, shown=_names)
        here.note("pages", _pages(here, experiment_id))

    both(
        scenario,
        may=(
            differences.LENIENT_FILTER,
            differences.SERVER_FAILS,
            differences.STRICT_INPUT,
            differences.FOUND_AMONG_MODELS,
        ),
    )


def _names(answer: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [model["info"]["name"] for model in answer.get("models", [])]


def _pages(here: Here, experiment_id: str) -> list[list[str]]:
    pages: list[list[str]] = []
    token = None
    while len(pages) < 9:
        page = here.client.search_logged_models(
            [experiment_id], max_results=2, order_by=[{"field_name": "name"}], page_token=token
        )
        pages.append([model.name for model in page])
        if not (token := page.token):
            break
    return pages


def _make_models(here: Here) -> str:
    """An experiment with models that have a bit of everything."""
    client, experiment_id = here.client, here.experiment()
    run_id = here.run(experiment_id)
    for number, (name, kind, values) in enumerate(
        (
            ("a", "sklearn", {"": 0.5, "iris": 0.6}),
            ("b", "sklearn", {"": 0.7}),
            ("c", "torch", {"iris": 0.4, "wine": 0.9}),
            ("d", "", {}),
            ("A", "torch", {"wine": 0.1}),
        )
    ):
        model = client.create_logged_model(
            experiment_id,
            name=name,
            model_type=kind or None,
            source_run_id=run_id if number % 2 else None,
            tags={"t": "x"} if number < 2 else {"t": "y"} if number == 2 else {},
            params={"depth": str(3 + number % 2)} if number < 4 else {},
        )
        if number % 2:
            client.finalize_logged_model(model.model_id, "READY")
        for step, (dataset, value) in enumerate(values.items()):
            known: dict[str, Any] = (
                {"dataset_name": dataset, "dataset_digest": "d1"} if dataset else {}
            )
            client.log_metric(run_id, "f1", value, 1_000, step, model_id=model.model_id, **known)
    return experiment_id
