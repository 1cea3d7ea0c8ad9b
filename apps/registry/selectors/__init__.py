"""Reads of the registry. Every one asks the gate of the project."""
