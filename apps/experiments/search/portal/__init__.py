"""Naiad's own search language: what the portal and the REST API speak (docs/search.md).

`grammar` reads text into nodes, `names` says what they may name, `meaning` makes conditions of
them: the same `Condition`s that MLflow's filters become, joined by AND, OR and NOT. Pure.
"""
