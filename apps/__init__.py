"""The product: one package per noun. Imports go down only; see pyproject.toml."""
