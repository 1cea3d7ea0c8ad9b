"""The REST API of evaluation: HTTP translated to calls of its services and selectors."""
