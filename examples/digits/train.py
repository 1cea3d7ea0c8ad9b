"""Handwritten digits with a small neural network, epoch by epoch, tracked with MLflow."""

import argparse

import matplotlib.pyplot as plt
import mlflow
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiment", default="digits")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--learning-rate", type=float, default=0.0002)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--copies", type=int, default=48, help="of each image in an epoch")
    parser.add_argument("--noise", type=float, default=0.8, help="spread of each copy's noise")
    return parser.parse_args()


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    images, labels = load_digits(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(
        images, labels, test_size=0.25, random_state=0, stratify=labels
    )
    scaler = StandardScaler().fit(train_x)
    return scaler.transform(train_x), scaler.transform(test_x), train_y, test_y


def augment(
    images: np.ndarray, labels: np.ndarray, copies: int, noise: float, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Noisy copies of every image, in a new order."""
    order = random.permutation(np.repeat(np.arange(len(images)), copies))
    return images[order] + random.normal(scale=noise, size=images[order].shape), labels[order]


def main() -> None:
    arguments = parse_arguments()
    train_x, test_x, train_y, test_y = load()

    mlflow.set_experiment(arguments.experiment)
    # Params and metrics of what scikit-learn evaluates; the model is logged once, at the end.
    mlflow.sklearn.autolog(log_models=False, log_datasets=True, silent=True)

    with mlflow.start_run():
        mlflow.log_params(vars(arguments))
        model = MLPClassifier(
            hidden_layer_sizes=(arguments.hidden,),
            learning_rate_init=arguments.learning_rate,
            batch_size=arguments.batch_size,
            random_state=0,
        )
        classes = np.unique(train_y)
        random = np.random.default_rng(0)
        for epoch in range(arguments.epochs):
            batch = augment(train_x, train_y, arguments.copies, arguments.noise, random)
            model.partial_fit(*batch, classes=classes)
            predicted = model.predict_proba(test_x)
            metrics = {
                "train/loss": model.loss_,
                "val/loss": log_loss(test_y, predicted),
                "val/accuracy": accuracy_score(test_y, predicted.argmax(axis=1)),
            }
            mlflow.log_metrics(metrics, step=epoch)
            print(
                f"epoch {epoch + 1:3d}/{arguments.epochs}  "
                + "  ".join(f"{name} {value:.4f}" for name, value in metrics.items())
            )

        figure, axes = plt.subplots(figsize=(6, 6))
        ConfusionMatrixDisplay.from_predictions(
            test_y, model.predict(test_x), ax=axes, colorbar=False
        )
        mlflow.log_figure(figure, "confusion_matrix.png")
        mlflow.sklearn.log_model(
            model,
            name="model",
            input_example=test_x[:2],
            skops_trusted_types=["sklearn.neural_network._stochastic_optimizers.AdamOptimizer"],
        )
    print("done")


if __name__ == "__main__":
    main()
