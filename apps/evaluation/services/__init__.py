"""Every write of evaluation: one verb a function."""
