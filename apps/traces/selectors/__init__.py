"""Reading traces, by noun."""
