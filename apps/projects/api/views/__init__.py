"""The views of projects, by noun."""
