"""Small trainings that MLflow logs by itself; run by the Python of the environment `autolog`.

Trains each library's model against each of the servers named as arguments, and prints what the
server then says of the run: one line of JSON for each library and server.
"""

import json
import math
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import lightgbm
import lightning
import mlflow
import numpy as np
import pandas as pd
import statsmodels.api as statsmodels
import torch
import xgboost
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

ROUNDS = 5
FRAME = pd.DataFrame({"a": np.arange(60) % 7, "b": np.arange(60) / 60.0}).astype("float32")
TARGET = (FRAME["a"] > 3).astype("float32")


def sklearn_search() -> None:
    mlflow.sklearn.autolog(silent=True)
    GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2).fit(FRAME, TARGET)


def xgboost_train() -> None:
    mlflow.xgboost.autolog(silent=True)
    data = xgboost.DMatrix(FRAME, TARGET)
    params = {"objective": "binary:logistic", "max_depth": 2, "nthread": 1}
    xgboost.train(params, data, num_boost_round=ROUNDS, evals=[(data, "train")], verbose_eval=False)


def lightgbm_train() -> None:
    mlflow.lightgbm.autolog(silent=True)
    data = lightgbm.Dataset(FRAME, TARGET)
    params = {"objective": "binary", "num_leaves": 3, "num_threads": 1, "verbose": -1}
    lightgbm.train(params, data, num_boost_round=ROUNDS, valid_sets=[data], valid_names=["train"])


class Line(lightning.LightningModule):  # type: ignore[misc]  # is not installed beside mypy
    """One weight for each column."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.nn.Linear(2, 1)

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        return self.weights(batch)

    def training_step(self, batch: Any, _number: int) -> torch.Tensor:
        features, target = batch
        loss = torch.nn.functional.mse_loss(self(features)[:, 0], target)
        self.log("loss", loss, on_epoch=True)
        return loss

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.01)


def lightning_fit() -> None:
    mlflow.pytorch.autolog(silent=True, checkpoint=False)
    torch.manual_seed(1)
    tensors = (torch.tensor(FRAME.to_numpy()), torch.tensor(TARGET.to_numpy()))
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*tensors), batch_size=20)
    trainer = lightning.Trainer(
        max_epochs=ROUNDS,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Line(), loader)


def statsmodels_fit() -> None:
    mlflow.statsmodels.autolog(silent=True)
    statsmodels.OLS(TARGET, statsmodels.add_constant(FRAME)).fit()


FLOWS: dict[str, Callable[[], None]] = {
    "sklearn": sklearn_search,
    "xgboost": xgboost_train,
    "lightgbm": lightgbm_train,
    "lightning": lightning_fit,
    "statsmodels": statsmodels_fit,
}


def facts_of(run_id: str) -> dict[str, Any]:
    """What the server says of the run, without what is another each time."""
    client = MlflowClient()
    run = client.get_run(run_id)
    models = [output.model_id for output in run.outputs.model_outputs] if run.outputs else []
    datasets = run.inputs.dataset_inputs if run.inputs else []
    children = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{run_id}'")
    return {
        "status": run.info.status,
        "params": run.data.params,
        "metrics": {
            key: [_rounded(each.value) for each in client.get_metric_history(run_id, key)]
            for key in sorted(run.data.metrics)
        },
        "tags": sorted(run.data.tags),
        "files": _files(run_id),
        "datasets": [each.dataset.source_type for each in datasets],
        "models": [_model(each) for each in models],
        "children": len(children),
    }


def _model(model_id: str) -> dict[str, Any]:
    """A model that was logged, and what it says of the data."""
    model = mlflow.get_logged_model(model_id)
    loaded = mlflow.pyfunc.load_model(f"models:/{model_id}")
    data = FRAME.to_numpy() if "pytorch" in loaded.metadata.flavors else FRAME
    if "statsmodels" in loaded.metadata.flavors:
        data = statsmodels.add_constant(FRAME)
    predicted = np.asarray(loaded.predict(data), dtype=float).ravel()
    return {
        "status": str(model.status),
        "flavors": sorted(loaded.metadata.flavors),
        "predicted": [len(predicted), _rounded(float(predicted.mean()))],
    }


def _files(run_id: str, path: str | None = None) -> list[str]:
    found: list[str] = []
    for each in MlflowClient().list_artifacts(run_id, path):
        found += _files(run_id, each.path) if each.is_dir else [each.path]
    return sorted(found)


def _rounded(value: float) -> float | str:
    return float(f"{value:.6g}") if math.isfinite(value) else str(value)


def main() -> None:
    """Every library against every server."""
    warnings.simplefilter("ignore")
    for server, uri in enumerate(sys.argv[1:]):
        mlflow.set_tracking_uri(uri)
        mlflow.set_experiment(f"autolog-{time.time_ns()}")
        for name, train in FLOWS.items():
            with mlflow.start_run() as run:
                train()
            mlflow.autolog(disable=True, silent=True)
            print(json.dumps([name, server, facts_of(run.info.run_id)]), flush=True)


if __name__ == "__main__":
    main()
