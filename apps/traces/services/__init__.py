"""Writing traces, by noun."""
