"""Every write of transfers."""
