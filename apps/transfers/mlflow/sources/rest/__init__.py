"""A tracking server that answers MLflow's REST protocol."""
