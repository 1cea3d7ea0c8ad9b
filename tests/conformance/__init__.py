"""Real, unmodified clients against a real server."""
