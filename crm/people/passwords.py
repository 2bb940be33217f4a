"""Passwords: argon2id, and what is refused when one is chosen (T04)."""

from __future__ import annotations

import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.errors import Refused

SHORTEST, LONGEST = 12, 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Argon2 takes 19 MiB, which the C library keeps for the thread that asked: in two threads of its own, eight
# people who sign in at once do not cost 150 MiB for good. Their passwords wait for each other, 50 ms each.
_apart = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")
# Verified against when nobody has the e-mail address, so that the answer takes as long (T03).
# The hash of a random text that nobody kept.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$wfQyF4ESoH3acQXeJu0EBw$S55hGQuoXsY3z80FH918y42+L24CClcdH3ceFh/YuMw"


def hashed(password: str) -> str:
    """What is stored of a password. One form of Unicode, so that it fits from any keyboard; otherwise as typed."""
    return _apart.submit(_hasher.hash, unicodedata.normalize("NFC", password)).result()


def fits(stored: str | None, password: str) -> bool:
    """Whether this is the password that was hashed; takes as long where nothing is stored."""
    typed = unicodedata.normalize("NFC", password[: LONGEST * 4])
    try:
        verified = _apart.submit(_hasher.verify, stored or _NOBODY, typed).result()
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
