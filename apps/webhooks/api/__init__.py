"""The REST API of webhooks: HTTP translated to calls of its services and selectors."""
