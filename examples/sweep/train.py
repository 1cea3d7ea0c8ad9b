"""A sweep: thirty small networks below one parent run, each a nested run of its own."""

import argparse
import itertools

import mlflow
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

HIDDEN = (8, 16, 32, 64, 128)
LEARNING_RATES = (0.0003, 0.001, 0.003)
ALPHAS = (0.0001, 0.01)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiment", default="sweep")
    parser.add_argument("--epochs", type=int, default=15)
    return parser.parse_args()


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    images, labels = load_digits(return_X_y=True)
    images = StandardScaler().fit_transform(images)
    return train_test_split(images, labels, test_size=0.25, random_state=0, stratify=labels)


def train_one(params: dict[str, float], epochs: int, data: tuple[np.ndarray, ...]) -> float:
    train_x, test_x, train_y, test_y = data
    mlflow.log_params(params)
    model = MLPClassifier(
        hidden_layer_sizes=(int(params["hidden"]),),
        learning_rate_init=params["learning_rate"],
        alpha=params["alpha"],
        random_state=0,
    )
    accuracy = 0.0
    for epoch in range(epochs):
        model.partial_fit(train_x, train_y, classes=np.unique(train_y))
        predicted = model.predict_proba(test_x)
        accuracy = float(accuracy_score(test_y, predicted.argmax(axis=1)))
        mlflow.log_metrics(
            {
                "train/loss": model.loss_,
                "val/loss": log_loss(test_y, predicted),
                "val/accuracy": accuracy,
            },
            step=epoch,
        )
    return accuracy


def main() -> None:
    arguments = parse_arguments()
    data = load()
    mlflow.set_experiment(arguments.experiment)
    with mlflow.start_run():
        best = 0.0
        grid = list(itertools.product(HIDDEN, LEARNING_RATES, ALPHAS))
        for number, (hidden, learning_rate, alpha) in enumerate(grid):
            params = {"hidden": hidden, "learning_rate": learning_rate, "alpha": alpha}
            with mlflow.start_run(run_name=f"trial-{number:02d}", nested=True):
                accuracy = train_one(params, arguments.epochs, data)
            best = max(best, accuracy)
            mlflow.log_metric("best/accuracy", best, step=number)
            print(f"{number + 1:2d}/{len(grid)}  {params}  accuracy {accuracy:.4f}")
        print(f"best accuracy {best:.4f}")


if __name__ == "__main__":
    main()
