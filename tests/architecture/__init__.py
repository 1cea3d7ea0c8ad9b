"""The structure of the house, held by tests instead of by review."""
