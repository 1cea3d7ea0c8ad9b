"""The views of jobs, by noun."""
