"""Every write of artifacts."""
