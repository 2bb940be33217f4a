"""Passwords: argon2id, and what is refused when one is chosen (T04)."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.errors import Refused

SHORTEST, LONGEST = 12, 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Verified against when nobody has the e-mail address, so that the answer takes as long (T03).
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def hashed(password: str) -> str:
    """What is stored of a password. One form of Unicode, so that it fits from any keyboard; otherwise as typed."""
    return _hasher.hash(unicodedata.normalize("NFC", password))


def fits(stored: str | None, password: str) -> bool:
    """Whether this is the password that was hashed; takes as long where nothing is stored."""
    try:
        verified = _hasher.verify(stored or _NOBODY, unicodedata.normalize("NFC", password[: LONGEST * 4]))
    except (VerificationError, InvalidHashError):
        return False
    return verified and stored is not None


def outdated(stored: str) -> bool:
    """Whether a hash was made with weaker settings than today's, and should be made again at sign-in."""
    return _hasher.check_needs_rehash(stored)


def generated() -> str:
    """A password for a person to keep, of 96 random bits."""
    return secrets.token_urlsafe(12)


def require_good(password: str, *besides: str) -> None:
    """Refuse a password that is short, endless, or one of the person's own particulars."""
    if len(password) < SHORTEST:
        raise Refused(f"The password must have {SHORTEST} characters or more", field="password")
    if len(password) > LONGEST:
        raise Refused(f"The password must have {LONGEST} characters or fewer", field="password")
    if any(password.casefold() == word.casefold() for word in besides):
        raise Refused("The password must not be the person's name or e-mail address", field="password")
