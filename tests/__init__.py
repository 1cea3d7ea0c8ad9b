"""The tests, by app; `architecture` holds the structure, `e2e` a real browser, `conformance` real clients."""
