"""Views of experiments and runs, split by noun."""
