"""Functions of models: what is read of, and written to, a model that is kept."""

import mlflow
import pandas as pd
from mlflow import models
from mlflow.models import ModelSignature

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL
FAILS = differences.SERVER_FAILS


def test_a_model_is_kept_described_and_used(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_experiment("e")
        frame = pd.DataFrame({"x": [1.0, 2.0]})
        with mlflow.start_run():
            kept = mlflow.pyfunc.log_model(
                name="m",
                python_model=lambda frame: frame * 2,
                signature=models.infer_signature(frame),
                pip_requirements=["mlflow"],
            )
        uri = kept.model_uri
        info = models.get_model_info(uri)
        here.note("flavors", sorted(info.flavors))
        here.note("signature", info.signature)
        here.see("set signature", models.set_signature, uri, models.infer_signature(frame, frame))
        found: ModelSignature | None = models.get_model_info(uri).signature
        here.note("now", found.to_dict() if found else None)
        here.see("require", models.update_model_requirements, uri, "add", ["numpy"])
        loaded = mlflow.pyfunc.load_model(uri)
        here.note("predict", loaded.predict(frame)["x"].tolist())
        here.see("register", lambda: mlflow.register_model(uri, "double").version)
        by_name = mlflow.pyfunc.load_model("models:/double/1")
        here.note("by name", by_name.predict(frame)["x"].tolist())
        nothing = "models:/m-" + "0" * 32
        here.see("register nothing", mlflow.register_model, nothing, "double", differs=FAILS)

    both(scenario)
