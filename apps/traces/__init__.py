"""Traces: what a GenAI application did for one request, as a tree of spans, and what was thought of it.

Owns traces with their tags, metadata, spans, links and assessments, their intake and their search.
Knows runs and experiments, and prompts by name only.
"""
