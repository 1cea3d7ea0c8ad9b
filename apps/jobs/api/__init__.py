"""The REST API of jobs: HTTP translated to calls of its services and selectors."""
