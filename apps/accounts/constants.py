"""Figures and shapes that accounts hold to."""

from datetime import timedelta

TOKEN_START = "nai_"  # noqa: S105  # how every token begins
TOKEN_PREFIX_LENGTH = 8
TOKEN_SECRET_BYTES = 32

# A token's use is written down at most this often.
USE_RECORDED_EVERY = timedelta(minutes=1)
# How long a dead token or link is kept, so that its owner can still see why it stopped working.
DEAD_TOKENS_KEPT = timedelta(days=30)
SIGN_IN_LINK_LIFETIME = timedelta(minutes=30)

# Attempts to sign in, per minute.
ATTEMPTS_PER_EMAIL = 10
ATTEMPTS_PER_ADDRESS = 60

# How long a process need not verify again a password that a client sends with every call.
PASSWORD_REMEMBERED_SECONDS = 60
