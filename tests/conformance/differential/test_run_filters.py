"""The grammar of run searches: what each filter finds, or that it is refused."""

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.differences import Difference
from tests.conformance.differential.here import Here, Question
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL
from tests.conformance.differential.run_world import make_runs, search

pytestmark = DIFFERENTIAL_IN_SQL

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


APART: dict[str, Difference] = {
    **dict.fromkeys(
        ("metrics.train/loss > 0", "metrics.a-b > 0", " ", "\n"), differences.LENIENT_FILTER
    ),
    "params.p = 'a\0b'": differences.NUL,
}


def test_filters_by_metrics_and_datasets(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, ids = make_runs(here)
        questions = (
            Question(
                repr(text),
                {"filter": text.replace("<a>", ids["a"]).replace("<b>", ids["b"])},
                APART.get(text, ()),
            )
            for text in (*METRICS, *DATASETS, *WHOLES)
        )
        search(here, experiment_id, questions)

    both(scenario)
