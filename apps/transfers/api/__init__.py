"""Transfers under /api/v1: for admins."""
