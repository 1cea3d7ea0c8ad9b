"""Searches of models and versions: filters, orders, pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here, Question
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL

pytestmark = DIFFERENTIAL_IN_SQL

PROMPT = {"mlflow.prompt.is_prompt": "true"}


def found(things: str) -> Callable[[Any], list[str]]:
    """The names and versions in an answer."""

    def shown(answer: Any) -> list[str]:
        return [f"{each['name']} {each.get('version', '')}" for each in answer.get(things, [])]

    return shown


def fill(here: Here) -> None:
    """Five models with versions and tags, one of them a prompt."""
    client = here.client
    for name, tags in (
        ("Oak", {"leaf": "lobed", "tall": "yes"}),
        ("oak tree", {"leaf": "lobed"}),
        ("elm", {"leaf": "serrate", "with space": "x", "a.b/c": "d"}),
        ("50%_fir", {"leaf": ""}),
    ):
        client.create_registered_model(name, tags)
    raw(here, "registered-models/create", "greeting", PROMPT)
    for name, run_id, tags in (
        ("Oak", "1" * 32, {"leaf": "lobed"}),
        ("Oak", "2" * 32, {"leaf": "serrate"}),
        ("elm", "", {"grade": "a"}),
        ("elm", "1" * 32, {"grade": "b", "with space": "x"}),
    ):
        client.create_model_version(name, f"s3://bucket/{name}", run_id or None, tags)
    for text in ("Hi {{name}}", "Ho {{name}}"):
        tags = {**PROMPT, "text": text}
        raw(here, "model-versions/create", "greeting", tags, source="dummy-source")


def raw(here: Here, path: str, name: str, tags: dict[str, str], **more: str) -> None:
    """What the client does for prompts only by functions of their own."""
    pairs = [{"key": key, "value": value} for key, value in tags.items()]
    here.send("POST", path, json={"name": name, "tags": pairs, **more}).raise_for_status()


MODEL_FILTERS = (
    "",
    " ",
    "name = 'elm'",
    'name = "elm"',
    "name = 'ELM'",
    "name != 'elm'",
    "name LIKE 'oak%'",
    "name LIKE 'Oak'",
    "name LIKE '%a%'",
    "name LIKE 'e_m'",
    "name LIKE '50\\%%'",
    "name LIKE '[Oo]ak'",
    "name LIKE '*'",
    "name ILIKE 'OAK%'",
    "name ilike '%FIR'",
    "name IN ('elm', 'Oak', 'nobody')",
    "name NOT IN ('elm', 'Oak')",
    "name IN ('elm',)",
    "name IN ()",
    "name IN 'elm'",
    "name = 'elm' AND tags.leaf = 'serrate'",
    "name = 'elm' and name LIKE '%'",
    "attribute.name = 'elm'",
    "attributes.name = 'elm'",
    "tag.leaf = 'lobed'",
    "tags.leaf = 'lobed' AND tags.tall = 'yes'",
    "tags.leaf != 'lobed'",
    "tags.leaf LIKE '%e%' AND tags.leaf LIKE 's%'",
    "tags.leaf ILIKE 'LOB%'",
    "tags.leaf = ''",
    "tags.`with space` = 'x'",
    'tags."with space" = "x"',
    "tags.`a.b/c` = 'd'",
    "tags.nobody = 'x'",
    "tags.nobody != 'x'",
    "tags.`mlflow.prompt.is_prompt` = 'true'",
    "tags.`mlflow.prompt.is_prompt` = 'TRUE'",
    "tags.`mlflow.prompt.is_prompt` = 'false'",
    "tags.`mlflow.prompt.is_prompt` != 'true'",
    "tags.`mlflow.prompt.is_prompt` != 'false'",
    "tags.`mlflow.prompt.is_prompt` LIKE 'tr%'",
    "tags.`mlflow.prompt.is_prompt` = 'true' AND name LIKE 'g%'",
    "name",
    "name =",
    "= 'elm'",
    "name = elm",
    "name = 3",
    "name > 'elm'",
    "name == 'elm'",
    "name <> 'elm'",
    "name IS NULL",
    "tags.leaf IS NULL",
    "tags.leaf IN ('lobed')",
    "tags.leaf = 3",
    "tags.leaf > 'a'",
    "name = 'elm' OR name = 'Oak'",
    "name = 'elm' name = 'Oak'",
    "name = 'elm' AND",
    "AND name = 'elm'",
    "NOT name = 'elm'",
    "(name = 'elm')",
    "name = 'elm",
    "colour = 'red'",
    "params.lr = '1'",
    "metrics.loss < 1",
    "creation_timestamp > 1",
    "version_number = 1",
    "'; DROP TABLE registered_models; --",
    "name = 'elm'; DELETE FROM registered_models",
    "name = 'x' UNION SELECT 1",
    "1 = 1",
    "name = 'elm' -- comment",
)

VERSION_FILTERS = (
    "",
    "name = 'Oak'",
    "name LIKE '%k'",
    "name ILIKE 'ELM'",
    "name IN ('Oak', 'elm')",
    "name NOT IN ('Oak')",
    "name != 'Oak'",
    "version_number = 1",
    "version_number = '1'",
    "version_number != 1",
    "version_number > 1",
    "version_number >= 2",
    "version_number < 2",
    "version_number <= 1 AND name = 'elm'",
    "version_number = 1.0",
    "version_number = 'one'",
    "version_number = -1",
    "version_number LIKE '1'",
    "version_number IN (1, 2)",
    f"run_id = '{'1' * 32}'",
    f"run_id != '{'1' * 32}'",
    f"run_id IN ('{'1' * 32}', '{'2' * 32}')",
    f"run_id NOT IN ('{'1' * 32}')",
    "run_id LIKE '11%'",
    "run_id = ''",
    "source_path = 's3://bucket/Oak'",
    "source_path LIKE 's3:%'",
    "source_path ILIKE 'S3:%elm'",
    "source_path IN ('s3://bucket/Oak')",
    "source = 's3://bucket/Oak'",
    "tags.leaf = 'lobed'",
    "tags.leaf != 'lobed'",
    "tags.`with space` = 'x' AND tags.grade = 'b'",
    "tags.grade ILIKE 'A'",
    "tags.grade IN ('a')",
    "attribute.version_number = 2",
    "tags.`mlflow.prompt.is_prompt` = 'true'",
    "tags.`mlflow.prompt.is_prompt` = 'true' AND version_number = 2",
    "tags.`mlflow.prompt.is_prompt` = 'false'",
    "name = 'greeting'",
    "tags.text LIKE 'Hi%'",
    "current_stage = 'None'",
    "creation_timestamp > 0",
    "user_id = 'x'",
    "version_number",
    "version_number > ",
    "'; DROP TABLE model_versions; --",
)

MODEL_ORDERS: tuple[list[str], ...] = (
    ["name"],
    ["name DESC"],
    ["name desc"],
    ["`name` ASC"],
    ["timestamp", "name"],
    ["timestamp DESC"],
    ["last_updated_timestamp ASC", "name DESC"],
    ["creation_timestamp"],
    ["attribute.name"],
    ["name", "name DESC"],
    ["timestamp", "last_updated_timestamp"],
    ["colour"],
    ["name SIDEWAYS"],
    ["name ASC DESC"],
    ["name, timestamp"],
    ["tags.leaf"],
    [""],
    ["name; DROP TABLE registered_models"],
    ["1"],
)

VERSION_ORDERS: tuple[list[str], ...] = (
    ["name", "version_number"],
    ["version_number DESC", "name DESC"],
    ["version_number"],
    ["attribute.version_number", "name"],
    ["attributes.name DESC"],
    ["creation_timestamp"],
    ["last_updated_timestamp DESC"],
    ["timestamp"],
    ["run_id"],
    ["tags.leaf"],
    ["version_number", "version_number DESC"],
    ["version_number UP"],
    [""],
)


def test_models_are_searched_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        fill(here)
        questions = asked(MODEL_FILTERS, MODEL_ORDERS, {})
        shown = found("registered_models")
        here.ask("registered-models/search", questions, method="GET", shown=shown)

    both(scenario)


def test_versions_are_searched_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        fill(here)
        questions = asked(VERSION_FILTERS, VERSION_ORDERS, {"order_by": ["name", "version_number"]})
        here.ask("model-versions/search", questions, method="GET", shown=found("model_versions"))

    both(scenario)


def asked(
    filters: Sequence[str], orders: Sequence[list[str]], with_filters: Mapping[str, Any]
) -> list[Question]:
    """A question for each filter and for each order."""
    by_filter = [
        Question(
            text,
            {**with_filters, "filter": text},
            differences.LENIENT_FILTER if text.isspace() else (),
        )
        for text in filters
    ]
    by_order = [
        Question(str(order), {"order_by": order}, differences.SERVER_FAILS if _twice(order) else ())
        for order in orders
    ]
    return [*by_filter, *by_order]


def test_pages_are_followed_to_the_end(both: Both) -> None:
    def scenario(here: Here) -> None:
        fill(here)
        client = here.client
        follow(here, client.search_registered_models, max_results=1)
        order = ["version_number", "name"]
        follow(here, client.search_model_versions, max_results=2, order_by=order)

    both(scenario)


def test_pages_have_limits(both: Both) -> None:
    def scenario(here: Here) -> None:
        fill(here)
        for limit in (1000, 1001, 0, -1):
            known = differences.SMALL_PAGE if limit < 1 else ()
            count(here, "registered-models/search", limit, differs=known)
        for limit in (200_000, 200_001, 0, -1):
            count(here, "model-versions/search", limit)
        for bad in ("x", "====", "e30=", "bm90aGluZw=="):
            for path in ("registered-models/search", "model-versions/search"):
                here.get(f"{bad} {path}", path, params={"page_token": bad})

    both(scenario)


def follow(here: Here, search: Any, **asked: Any) -> None:
    """Note the names on each page of a search, to its end."""
    token, number = None, 0
    while token or not number:
        found = search(page_token=token, **asked)
        names = [f"{each.name} {getattr(each, 'version', '')}" for each in found]
        here.note(f"{search.__name__} {number}", names)
        token, number = found.token, number + 1


def count(here: Here, path: str, limit: int, **known: Any) -> None:
    """Note how many a page of this size holds, or how it is refused."""
    answer = here.send("GET", path, params={"max_results": limit})
    if answer.status_code == 200 and limit > 0:
        here.note(f"{path} {limit}", [len(things) for things in answer.json().values()], **known)
    else:
        here.get(f"{path} {limit}", path, params={"max_results": limit}, **known)


def _twice(order: list[str]) -> bool:
    keys = [term.split(" ")[0].replace("last_updated_", "") for term in order]
    return len(set(keys)) < len(keys)
