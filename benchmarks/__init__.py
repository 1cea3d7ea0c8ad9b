"""Speed beside MLflow's own server: ratios of one run, since machines differ."""
