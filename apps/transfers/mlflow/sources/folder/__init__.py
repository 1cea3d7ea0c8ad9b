"""MLflow's folder of files (`mlruns`), read as it lies there."""
