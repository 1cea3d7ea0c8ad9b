"""The views of accounts, by noun."""
