"""The grammar of run searches: what each filter and order finds, or that it is refused."""

from typing import Any

import pytest

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.differences import Difference
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

COMPARED = ("=", "!=", "<", "<=", ">", ">=")
METRICS = [
    *(f"metrics.loss {sign} 0.5" for sign in COMPARED),
    *(f"metrics.loss{sign}0.5" for sign in COMPARED),
    *(f"metrics.odd {sign} 0" for sign in COMPARED),
    "metric.loss > 0.2",
    "`metrics`.loss > 0.2",
    "`metric`.`loss` > 0.2",
    "metrics.`loss` > 0.2",
    'metrics."loss" > 0.2',
    "metrics.'loss' > 0.2",
    "metrics.`a b` > 0",
    'metrics."a b" > 0',
    "metrics.train/loss > 0",
    "metrics.`train/loss` > 0",
    "metrics.a.b > 0",
    "metrics.a-b > 0",
    "metrics.`a-b` > 0",
    "metrics.LOSS > 0",
    "Metrics.loss > 0",
    "METRICS.loss > 0",
    "metrics.loss > -1",
    "metrics.loss > +1",
    "metrics.loss > 1e-3",
    "metrics.loss > .2",
    "metrics.loss > 2.",
    "metrics.loss >= 1E2",
    "metrics.loss > 1_000",
    "metrics.loss > 0x1",
    "metrics.loss > '0.2'",
    'metrics.loss > "0.2"',
    "metrics.loss > nan",
    "metrics.loss > NaN",
    "metrics.loss = inf",
    "metrics.loss > loss",
    "metrics.loss LIKE '0%'",
    "metrics.loss IN (0.5)",
    "metrics.loss IN ('0.5')",
    "metrics.loss NOT IN ('0.5')",
    "metrics.loss IS NULL",
    "metrics.loss IS NOT NULL",
    "metrics.loss == 0.5",
    "metrics.loss <> 0.5",
    "metrics.loss >> 0.5",
    "metrics.loss <=> 0.5",
    "metrics.loss ! = 0.5",
    "metrics.loss > 99999999999999999999999",
    "metrics.loss < 1e999",
    "metrics.loss > 0.1 AND metrics.loss < 0.9",
    "metrics.loss > 0.1 and metrics.odd != 3",
    "metrics.nobody > 0",
    "metrics.nobody != 0",
]
TEXTS = [
    f"{prefix}.{key} {rest}"
    for prefix, key in (("params", "p"), ("tags", "t"))
    for rest in (
        "= 'abc'",
        '= "abc"',
        "= `abc`",
        "= abc",
        "= 5",
        "= '5'",
        "= ''",
        "!= 'abc'",
        "!= ''",
        "LIKE 'a%'",
        "LIKE 'A%'",
        "like 'a%'",
        "Like 'a%'",
        "ILIKE 'A%'",
        "ilike 'aB_'",
        "ILIKE 'É%'",
        "LIKE 'É%'",
        "LIKE 'a_c'",
        "LIKE '%'",
        "LIKE ''",
        "LIKE '100\\%'",
        "LIKE '[a]%'",
        "LIKE 'a*'",
        "LIKE 'a?c'",
        "NOT LIKE 'a%'",
        "NOT ILIKE 'a%'",
        "RLIKE 'a.*'",
        "REGEXP 'a.*'",
        "GLOB 'a*'",
        "> 'a'",
        "<= 'b'",
        "== 'abc'",
        "<> 'abc'",
        "IN ('abc', 'ABC')",
        "NOT IN ('abc')",
        "IS NULL",
        "is null",
        "IS NOT NULL",
        "is  not  null",
        "Is Not Null",
        "IS 'abc'",
        "IS NOT 'abc'",
        "= NULL",
        "!= NULL",
        "= 'it''s'",
        '= "it\'s"',
        "= 'say \"hi\"'",
        "= 'a AND b'",
        "= 'a'' OR ''1''=''1'",
        "= 'a\\'",
        "= 'new\nline'",
        "= '(x)'",
        "= '; DROP TABLE runs; --'",
        "= 'a' -- comment",
        "= 'abc' /* comment */",
        "= /* comment */ 'abc'",
        "BETWEEN 'a' AND 'b'",
        "= 'abc' COLLATE NOCASE",
        "= 'abc'::text",
        "= lower('abc')",
        "= 'é'",
        "= 'abc",
        "= abc'",
        "= '",
        "",
        "=",
        "'abc'",
        "= 'abc' 'def'",
        "= ('abc')",
    )
] + [
    "param.p = 'abc'",
    "parameter.p = 'abc'",
    "parameters.p = 'abc'",
    "`params`.p = 'abc'",
    "params.`p` = 'abc'",
    "params.\"p\" = 'abc'",
    "params.'p' = 'abc'",
    "\"params\".p = 'abc'",
    "params.P = 'abc'",
    "PARAMS.p = 'abc'",
    "params.`a b` = '1'",
    "params.a.b = '1'",
    "params.`a.b` = '1'",
    "params.`a`.`b` = '1'",
    "params.a/b = '1'",
    "params.`a/b` = '1'",
    "params.a-b = '1'",
    "params.`a-b` = '1'",
    "params.a:b = '1'",
    "params.é = '1'",
    "params.`é` = '1'",
    "params.2x = '1'",
    "params.`2x` = '1'",
    "params.select = '1'",
    "params.`select` = '1'",
    "params.and = '1'",
    "params.`and` = '1'",
    "params.key = '1'",
    "params.value = '1'",
    "params.name = '1'",
    "params.user = '1'",
    "params.date = '1'",
    "params.type = '1'",
    "params.count = '1'",
    "params.order = '1'",
    "params.group = '1'",
    "params.in = '1'",
    "params.null = '1'",
    "params.like = '1'",
    "params.is = '1'",
    "params.not = '1'",
    "params.timestamp = '1'",
    "params. = '1'",
    "params.`` = '1'",
    "params = '1'",
    "tag.t = 'abc'",
    "tags.mlflow.runName = 'a'",
    "tags.`mlflow.runName` = 'a'",
    "tags.mlflow.runName LIKE 'a%'",
    "tags.nobody IS NULL",
    "tags.nobody != 'x'",
    "params.nobody IS NOT NULL",
    "params.nobody != 'x'",
]
ATTRIBUTES = [
    "run_id = '<a>'",
    "attributes.run_id = '<a>'",
    "attribute.run_id = '<a>'",
    "attr.run_id = '<a>'",
    "run.run_id = '<a>'",
    "runs.run_id = '<a>'",
    "run_id != '<a>'",
    "run_id IN ('<a>', '<b>')",
    "run_id in ('<a>')",
    "run_id IN ('<a>',)",
    'run_id IN ("<a>")',
    "run_id IN '<a>'",
    "run_id IN ()",
    "run_id IN ('<a>', 5)",
    "run_id IN (abc)",
    "run_id IN ('<a>' '<b>')",
    "run_id NOT IN ('<a>', '<b>')",
    "run_id not in ('<a>')",
    "run_id LIKE '%'",
    "run_id > 'a'",
    "run_uuid = '<a>'",
    "experiment_id = '1'",
    "status = 'FINISHED'",
    "status = 'finished'",
    "status != 'FINISHED'",
    "status LIKE 'F%'",
    "status ILIKE 'f%'",
    "status IN ('FINISHED')",
    "status = 3",
    "Status = 'FINISHED'",
    "attributes.Status = 'FINISHED'",
    "attributes.status = 'FINISHED'",
    "lifecycle_stage = 'active'",
    "artifact_uri LIKE 'mlflow-artifacts:%'",
    "artifact_uri = 'x'",
    "user_id = 'bob'",
    "user_id LIKE 'b%'",
    "run_name = 'a'",
    "run_name != 'a'",
    "run_name LIKE 'A%'",
    "run_name ILIKE 'A%'",
    "run_name IN ('a')",
    "`run_name` = 'a'",
    "`run name` = 'a'",
    "`Run name` = 'a'",
    "`Run Name` = 'a'",
    "run name = 'a'",
    "Run Name = 'a'",
    "attributes.`run name` = 'a'",
    "attributes.`Run name` = 'a'",
    "attributes.run_name = 'a'",
    "attributes.'run_name' = 'a'",
    "attributes.\"run_name\" = 'a'",
    "attributes.`run_name` = 'a'",
    "attributes.Run_Name = 'a'",
    *(f"start_time {sign} 2000" for sign in COMPARED),
    "start_time = 2000.0",
    "start_time > 1999.5",
    "start_time = '2000'",
    "created = 2000",
    "Created > 2000",
    "attributes.created >= 2000",
    "CREATED > 2000",
    "end_time > 0",
    "end_time < 0",
    "end_time != 5000",
    "end_time IS NULL",
    "start_time IS NOT NULL",
    "start_time LIKE '2%'",
    "start_time IN (2000)",
    "start_time > 99999999999999999999",
    "start_time < -99999999999999999999",
    "start_time = 1e3",
    "start_time > NULL",
    "duration > 0",
    "source_name = 'x'",
    "nonsense = 'a'",
    "attributes.nonsense = 'a'",
    "foo.bar = 'a'",
    "attributes. = 'a'",
    "run_id IS NULL",
    "status IS NOT NULL",
]
DATASETS = [
    "dataset.name = 'iris'",
    "datasets.name = 'iris'",
    "datasets.name != 'iris'",
    "datasets.name LIKE 'ir%'",
    "datasets.name ILIKE 'IR%'",
    "datasets.name IN ('iris', 'wine')",
    "datasets.name NOT IN ('iris')",
    "datasets.digest = 'd1'",
    "datasets.digest IN ('d1')",
    "datasets.context = 'train'",
    "datasets.context LIKE 'tr%'",
    "datasets.context IN ('train', 'test')",
    "datasets.context NOT IN ('train')",
    "datasets.context != 'train'",
    "datasets.name = 'iris' AND datasets.context = 'test'",
    "datasets.name = 'iris' AND datasets.name = 'wine'",
    "datasets.`name` = 'iris'",
    "datasets.source = 'x'",
    "datasets.schema = 'x'",
    "datasets.name > 'a'",
    "datasets.name IS NULL",
    "datasets.name = 5",
    "Dataset.name = 'iris'",
]
WHOLES = [
    "",
    " ",
    "\n",
    "AND",
    "and and",
    "metrics.loss > 0 AND",
    "AND metrics.loss > 0",
    "metrics.loss > 0 AND AND metrics.loss < 9",
    "metrics.loss > 0 metrics.loss < 9",
    "metrics.loss > 0, metrics.loss < 9",
    "metrics.loss > 0 OR metrics.loss < 9",
    "metrics.loss > 0 or metrics.loss < 9",
    "NOT metrics.loss > 0",
    "(metrics.loss > 0)",
    "(metrics.loss > 0) AND (metrics.loss < 9)",
    "metrics.loss > 0;",
    "metrics.loss > 0; metrics.loss < 9",
    "metrics.loss > 0; DROP TABLE runs",
    "0 < metrics.loss",
    "'abc' = params.p",
    "metrics.loss > metrics.odd",
    "0.2 < metrics.loss < 9",
    "metrics.loss",
    "metrics.",
    ".loss > 0",
    "loss > 0",
    "1 = 1",
    "TRUE",
    "metrics.loss > 0 AND params.p = 'abc' AND tags.t = 'abc' AND start_time > 1",
    "metrics.loss > 0\nAND\tparams.p = 'abc'",
    "metrics.loss>0AND params.p = 'abc'",
    "metrics.loss > 0 And params.p = 'abc'",
    "SELECT * FROM runs",
    "params.p = 'abc' UNION SELECT 1",
    "params.p = 'abc' -- x",
    "*",
    "metrics.* > 0",
    "\0",
    "params.p = 'a\0b'",
    "params.p = '\U0001f600'",
    "params.p = '%s'",
    "params.p = '%(x)s'",
    "params.`%s` = '1'",
]


@pytest.mark.parametrize(
    "filters",
    [METRICS, TEXTS, ATTRIBUTES, DATASETS, WHOLES],
    ids=["metrics", "texts", "attributes", "datasets", "wholes"],
)
def test_filters(both: Both, filters: list[str]) -> None:
    def scenario(here: Here) -> None:
        experiment_id, ids = make_runs(here)
        for text in filters:
            asked = text.replace("<a>", ids["a"]).replace("<b>", ids["b"])
            search(
                here, repr(text), experiment_id, filter=asked, differs=FILTERS_APART.get(text, ())
            )

    both(scenario)


FILTERS_APART: dict[str, Difference] = {
    **dict.fromkeys(
        (
            *("metrics.train/loss > 0", "metrics.a-b > 0"),
            *("params.a/b = '1'", "params.a-b = '1'", "params.a:b = '1'", "params.in = '1'"),
            *("params.p is  not  null", "tags.t is  not  null", " ", "\n"),
        ),
        differences.LENIENT_FILTER,
    ),
    "run_id IN ('<a>' '<b>')": differences.STRICT_FILTER,
    "run_id IN (abc)": differences.SERVER_FAILS,
    **dict.fromkeys(("params.p = 'it''s'", "tags.t = 'it''s'"), differences.DOUBLED_QUOTE),
    **dict.fromkeys(
        ("start_time > 99999999999999999999", "start_time < -99999999999999999999"),
        differences.SERVER_FAILS,
    ),
    "duration > 0": differences.DURATION,
    "params.p = 'a\0b'": differences.NUL,
}

ORDERS: list[list[str]] = [
    [],
    ["metrics.loss"],
    ["metrics.loss ASC"],
    ["metrics.loss DESC"],
    ["metrics.loss desc"],
    ["metrics.loss Desc"],
    ["metrics.odd ASC"],
    ["metrics.odd DESC"],
    ["metric.odd DESC"],
    ["`metrics`.odd DESC"],
    ["metrics.`a b` DESC"],
    ['metrics."a b" DESC'],
    ["metrics.a b DESC"],
    ["metrics.train/loss DESC"],
    ["metrics.`train/loss` DESC"],
    ["params.p"],
    ["params.p DESC"],
    ["param.p DESC"],
    ["parameter.`p` ASC"],
    ["tags.t DESC"],
    ["tag.t"],
    ["tags.mlflow.runName DESC"],
    ["tags.`mlflow.runName` DESC"],
    ["start_time"],
    ["start_time DESC"],
    ["attributes.start_time ASC"],
    ["attribute.start_time ASC"],
    ["attr.start_time ASC"],
    ["run.start_time ASC"],
    ["Created ASC"],
    ["created DESC"],
    ["end_time ASC"],
    ["end_time DESC"],
    ["status"],
    ["status DESC"],
    ["Status"],
    ["attributes.Status DESC"],
    ["run_name"],
    ["run_name DESC"],
    ["`run name`"],
    ["attributes.`Run name` DESC"],
    ["run name"],
    ["user_id"],
    ["user_id DESC"],
    ["lifecycle_stage"],
    ["experiment_id"],
    ["duration"],
    ["source_name"],
    ["datasets.name"],
    ["nonsense"],
    ["foo.bar"],
    [""],
    [" "],
    ["DESC"],
    ["metrics.loss up"],
    ["metrics.loss ASC DESC"],
    ["metrics.loss ASC, params.p"],
    ["metrics.loss; DROP TABLE runs"],
    ["metrics.loss -- x"],
    ["metrics.loss NULLS LAST"],
    ["metrics.loss COLLATE NOCASE"],
    ["lower(params.p)"],
    ["1"],
    ["'a'"],
    ["metrics."],
    ["metrics.nobody DESC"],
    ["params.nobody"],
    ["params.p ASC", "metrics.loss DESC"],
    ["status ASC", "metrics.loss DESC", "start_time ASC"],
    ["start_time", "start_time"],
    ["metrics.loss", "metrics.loss DESC"],
    ["metrics.loss", "metric.loss"],
    ["params.p", "tags.p"],
    ["metrics.nobody", "start_time"],
    ["  metrics.loss   DESC  "],
    ["metrics.loss\tDESC"],
]


def test_orders(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, _ = make_runs(here)
        for order in ORDERS:
            differs = ORDERS_APART.get(tuple(order), ())
            search(here, repr(order), experiment_id, order_by=order, differs=differs)

    both(scenario)


ORDERS_APART: dict[tuple[str, ...], Difference] = {
    ("metrics.train/loss DESC",): differences.LENIENT_FILTER,
    ("  metrics.loss   DESC  ",): differences.LENIENT_FILTER,
    ("duration",): differences.DURATION,
    ("start_time", "start_time"): differences.SERVER_FAILS,
    ("metrics.loss", "metrics.loss DESC"): differences.SERVER_FAILS,
    ("metrics.loss", "metric.loss"): differences.SERVER_FAILS,
}


def test_orders_by_what_each_server_chose(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, ids = make_runs(here)
        for term, backwards in (("run_id", False), ("artifact_uri DESC", True)):
            body = {"experiment_ids": [experiment_id], "order_by": [term]}
            found = names(here.send("POST", "runs/search", json=body).json())
            here.note(term, found == sorted(ids, key=ids.__getitem__, reverse=backwards))

    both(scenario)


def search(here: Here, label: str, experiment_id: str, **asked: Any) -> Any:
    """Note the names of the runs that a search finds, in their order."""
    body = {"experiment_ids": [experiment_id], **{k: v for k, v in asked.items() if k != "differs"}}
    return here.post(label, "runs/search", body, differs=asked.get("differs", ()), shown=names)


def names(answer: Any) -> list[str]:
    """The names of the runs in an answer."""
    return [run["info"]["run_name"] for run in answer.get("runs", ())]


def make_runs(here: Here) -> tuple[str, dict[str, str]]:
    """An experiment whose runs have a bit of everything; the runs' ids by their names."""
    experiment_id = here.experiment()
    ids = {}
    for number, (name, text) in enumerate(TEXTS_OF.items(), start=1):
        made = here.send(
            "POST",
            "runs/create",
            json={
                "experiment_id": experiment_id,
                "run_name": name,
                "start_time": number * 1000,
                "user_id": "bob" if number % 2 else "eve",
            },
        ).json()
        run_id = ids[name] = made["run"]["info"]["run_id"]
        pairs = [] if text is None else [{"key": k, "value": text} for k in ("p", "t")]
        extra = [{"key": key, "value": "1"} for key in ODD_KEYS] if name == "b" else []
        here.send(
            "POST",
            "runs/log-batch",
            json={
                "run_id": run_id,
                "metrics": [metric(key, value) for key, value in METRICS_OF.get(name, {}).items()],
                "params": [*(p for p in pairs if p["key"] == "p"), *extra],
                "tags": [p for p in pairs if p["key"] == "t"],
            },
        ).raise_for_status()
        if number % 3 == 0:
            end = {"run_id": run_id, "status": "FINISHED", "end_time": number * 2000}
            here.send("POST", "runs/update", json=end).raise_for_status()
        if number <= 3:
            used = {"run_id": run_id, "datasets": DATASETS_OF[:number]}
            here.send("POST", "runs/log-inputs", json=used).raise_for_status()
    return experiment_id, ids


def metric(key: str, value: float | str) -> dict[str, Any]:
    """A metric as a batch carries it."""
    return {"key": key, "value": value, "timestamp": 1, "step": 0}


TEXTS_OF: dict[str, str | None] = {
    "a": "abc",
    "b": "ABC",
    "c": "5",
    "d": None,
    "e": "it's",
    "f": "École",
    "g": "100%",
    "h": "a AND b",
    "A": "abd",
    "i": "[a]*",
}
METRICS_OF: dict[str, dict[str, float | str]] = {
    "a": {"loss": 0.1, "odd": "NaN", "a b": 1},
    "b": {"loss": 0.5, "odd": "Infinity", "train/loss": 1},
    "c": {"loss": 0.9, "odd": "-Infinity", "a.b": 1, "a-b": 1},
    "d": {"loss": 100, "odd": 0},
    "e": {"loss": 0.5, "odd": -0.0},
    "g": {"loss": -3, "odd": "NaN"},
}
ODD_KEYS = (
    *("a b", "a.b", "a/b", "a-b", "a:b", "é", "2x", "select", "and", "key", "value", "name"),
    *("user", "date", "type", "count", "order", "group", "in", "null", "like", "is", "not"),
    *("timestamp", "P2"),
)
DATASETS_OF = [
    {
        "tags": [{"key": "mlflow.data.context", "value": context}],
        "dataset": {"name": name, "digest": digest, "source_type": "local", "source": "x"},
    }
    for name, digest, context in (
        ("iris", "d1", "train"),
        ("wine", "d2", "test"),
        ("iris", "d3", "Train"),
    )
]
