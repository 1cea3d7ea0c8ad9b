"""The orders of run searches."""

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.differences import Difference
from tests.conformance.differential.here import Here, Question
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL
from tests.conformance.differential.run_world import make_runs, names, search

pytestmark = DIFFERENTIAL_IN_SQL

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


APART: dict[tuple[str, ...], Difference] = {
    ("metrics.train/loss DESC",): differences.LENIENT_FILTER,
    ("  metrics.loss   DESC  ",): differences.LENIENT_FILTER,
    ("duration",): differences.DURATION,
    ("start_time", "start_time"): differences.SERVER_FAILS,
    ("metrics.loss", "metrics.loss DESC"): differences.SERVER_FAILS,
    ("metrics.loss", "metric.loss"): differences.SERVER_FAILS,
}


def test_orders(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, _ = make_runs(here)
        questions = (
            Question(repr(order), {"order_by": order}, APART.get(tuple(order), ()))
            for order in ORDERS
        )
        search(here, experiment_id, questions)

    both(scenario)


def test_orders_by_what_each_server_chose(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, ids = make_runs(here)
        for term, backwards in (("run_id", False), ("artifact_uri DESC", True)):
            body = {"experiment_ids": [experiment_id], "order_by": [term]}
            found = names(here.send("POST", "runs/search", json=body).json())
            here.note(term, found == sorted(ids, key=ids.__getitem__, reverse=backwards))

    both(scenario)
