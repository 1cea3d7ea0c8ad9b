"""MLflow's side of a transfer: what it holds as records, and the sources that yield them."""
