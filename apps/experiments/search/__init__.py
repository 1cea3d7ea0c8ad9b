"""The search language: MLflow's filters and orders, from text to SQL.

Pure: text in, dataclasses and parameterised SQL out. `language` parses, `vocabulary` says which
names and comparators mean something, `conditions` and `ordering` write SQL; no Django in here.
"""
