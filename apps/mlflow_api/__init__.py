"""MLflow's REST protocol: translation only, no rules of its own."""
