"""Shapes of experiments and runs in the REST API, split by noun."""
