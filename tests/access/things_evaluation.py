"""An evaluation dataset and a scorer of the world's project."""

import json
from typing import Any

from tests.mlflow_api.make import Client

V3 = "/api/3.0/mlflow"


def make_evaluation(client: Client, experiment_id: str, secret: str) -> dict[str, Any]:
    """Both as a client makes them, with the secret in everything that has a name."""
    tags = json.dumps({"team": secret})
    made = client.post(
        f"{V3}/datasets/create",
        name=f"{secret} questions",
        experiment_ids=[experiment_id],
        tags=tags,
    )
    dataset_id = made["dataset"]["dataset_id"]
    records = json.dumps([{"inputs": {"question": secret}, "expectations": {"answer": secret}}])
    client.post(f"{V3}/datasets/{dataset_id}/records", records=records)
    name = f"{secret}-scorer"
    scorer = client.post(
        f"{V3}/scorers/register",
        experiment_id=experiment_id,
        name=name,
        serialized_scorer=json.dumps({"name": name}),
    )
    return {
        "evaluation_dataset_id": dataset_id,
        "scorer_name": name,
        "scorer_id": scorer["scorer_id"],
    }
