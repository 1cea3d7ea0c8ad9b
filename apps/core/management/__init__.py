"""Commands for the people who build Naiad."""
