"""The composition root: settings, the command line, health, the first start."""
