"""Experiments and runs: params, tags, metric series, console, inputs and logged models.

Owns the series store and the search language. Knows nothing of how a run was started.
"""
