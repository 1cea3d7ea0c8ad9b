"""Every write of experiments: one verb a function."""
