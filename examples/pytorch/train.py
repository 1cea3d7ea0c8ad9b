"""Handwritten digits with a small convolutional network in PyTorch, tracked with MLflow."""

import argparse

import mlflow
import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiment", default="pytorch-digits")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--channels", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=0.002)
    parser.add_argument("--batch-size", type=int, default=32)
    return parser.parse_args()


def load(batch_size: int) -> tuple[DataLoader, torch.Tensor, torch.Tensor]:
    images, labels = load_digits(return_X_y=True)
    images = (images / 16.0).astype(np.float32).reshape(-1, 1, 8, 8)
    train_x, test_x, train_y, test_y = train_test_split(
        images, labels, test_size=0.25, random_state=0, stratify=labels
    )
    training = TensorDataset(torch.from_numpy(train_x), torch.from_numpy(train_y))
    loader = DataLoader(training, batch_size=batch_size, shuffle=True)
    return loader, torch.from_numpy(test_x), torch.from_numpy(test_y)


def make_network(channels: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, channels, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2 * channels, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(2 * channels * 4 * 4, 10),
    )


def main() -> None:
    arguments = parse_arguments()
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    loader, test_x, test_y = load(arguments.batch_size)
    test_x, test_y = test_x.to(device), test_y.to(device)
    network = make_network(arguments.channels).to(device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=arguments.learning_rate)
    loss_of = nn.CrossEntropyLoss()

    mlflow.set_experiment(arguments.experiment)
    with mlflow.start_run():
        mlflow.log_params(vars(arguments) | {"device": device.type})
        step = 0
        for epoch in range(arguments.epochs):
            network.train()
            for images, labels in loader:
                optimiser.zero_grad()
                loss = loss_of(network(images.to(device)), labels.to(device))
                loss.backward()
                optimiser.step()
                if step % 10 == 0:
                    mlflow.log_metric("train/loss", loss.item(), step=step)
                step += 1
            network.eval()
            with torch.no_grad():
                scores = network(test_x)
                validation = {
                    "val/loss": loss_of(scores, test_y).item(),
                    "val/accuracy": (scores.argmax(dim=1) == test_y).float().mean().item(),
                }
            mlflow.log_metrics(validation, step=step)
            print(f"epoch {epoch + 1:3d}/{arguments.epochs}  {validation}")
        mlflow.pytorch.log_model(network, name="model", input_example=test_x[:2].cpu().numpy())


if __name__ == "__main__":
    main()
