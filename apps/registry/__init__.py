"""Registered models, their numbered versions, aliases, stages and tags.

A name belongs to a project. What a version is made of stays where it was logged: a version is a
pointer to files, never a copy. Knows nothing of how a run was started.
"""
