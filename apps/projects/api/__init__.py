"""The REST API of projects: HTTP translated to calls of its services and selectors."""
