"""The REST API of accounts: HTTP translated to calls of its services and selectors."""
