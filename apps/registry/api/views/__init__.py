"""Views of the registry, by noun."""
