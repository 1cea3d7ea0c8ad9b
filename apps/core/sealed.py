"""Secrets at rest: text that only this installation's secret key can read again."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from apps.core.errors import Unavailable


class CannotUnseal(Unavailable):
    """The text was sealed with another secret key, or has been changed since."""

    code = "cannot_unseal"


def seal(text: str, *, purpose: str) -> str:
    """The text, encrypted. What was sealed for one purpose cannot be read for another."""
    return _fernet(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The text that `seal` was given; keys of before (`SECRET_KEY_FALLBACKS`) are tried as well.

    Raises:
        CannotUnseal: none of the keys fits.
    """
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _fernet(key, purpose).decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
    raise CannotUnseal(
        "A stored secret cannot be read: it was kept under another secret key.",
        fix="Set the secret anew, or start Naiad with the NAIAD_SECRET_KEY of before.",
    )


def _fernet(secret_key: str | bytes, purpose: str) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"naiad/{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derivation.derive(force_bytes(secret_key))))
