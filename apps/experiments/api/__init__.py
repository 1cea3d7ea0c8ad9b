"""The REST API of experiments: HTTP translated to calls of its services and selectors."""
