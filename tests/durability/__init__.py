"""A server that is disturbed while it is written to, and what it then has: all of it, once.

    python -m tests.durability --minutes 30 --shape sqlite

`pytest` runs half a minute of it (test_durability.py); this command as long as one likes.
"""
