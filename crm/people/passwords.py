"""Passwords: argon2id, and what is refused when one is chosen (T04)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.errors import Refused

SHORTEST, LONGEST = 12, 200
# What must be left of a password beside words that are guessed first: so many letters, or characters of any kind.
ENOUGH_LETTERS, ENOUGH = 4, 9
SHORTEST_WORD = 3  # letters of a name that count as a word
_WORD = re.compile(r"\w+")
# The same again and again: three times or more, so that no word loses letters.
_REPEATED = re.compile(r"(.{1,8}?)\1{2,}", re.DOTALL)
_IN_PLACE_OF = str.maketrans("@013$5!", "aoiessi")

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
    """Refuse one that is short, endless, or made of words that are guessed first, numbers and the same again (T04).

    `besides` are the person's name and e-mail address, and the name of the service. No rule asks for capitals,
    digits or signs, and none makes a password expire.
    """
    if len(password) < SHORTEST:
        raise Refused(f"The password must have {SHORTEST} characters or more", field="password")
    if len(password) > LONGEST:
        raise Refused(f"The password must have {LONGEST} characters or fewer", field="password")
    if easy(password, *besides):
        raise Refused(
            "The password must not be easy to guess: a common word, a name or the service's own name with a "
            "number is, and so are the same letters again and again. Three words that have nothing to do with "
            "each other are better.",
            field="password",
        )


def easy(password: str, *besides: str) -> bool:
    """Whether hardly anything is left of a password once common words, names and repeats are taken out."""
    words = {word for text in besides for word in _WORD.findall(text.casefold()) if len(word) >= SHORTEST_WORD}
    known = sorted(words | _common(), key=len, reverse=True)
    return any(_is_little(_without(known, reading)) for reading in _readings(password))


def _readings(password: str) -> tuple[str, str]:
    """A password as it stands, and with the digits and signs that are written in place of letters."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    return plain, plain.translate(_IN_PLACE_OF)


def _without(known: Sequence[str], text: str) -> str:
    for word in known:
        text = text.replace(word, "")
    return _REPEATED.sub("", text)


def _is_little(left: str) -> bool:
    letters = sum(letter.isalpha() for letter in left)
    return letters < ENOUGH_LETTERS and sum(not letter.isspace() for letter in left) < ENOUGH


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parent / "easy_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
