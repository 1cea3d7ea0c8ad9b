"""Writes of the registry, by noun."""
