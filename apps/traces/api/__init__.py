"""Traces over the portal's REST API."""
