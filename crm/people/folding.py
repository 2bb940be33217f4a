"""How text that people type is tidied for storing, and folded for finding (T57).

Tidied text is what the person wrote, in one form of Unicode and without stray spaces. Folded text is for
comparing only: 'Zoë  O’Example' and 'zoe o'example' fold alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import takewhile
from pathlib import Path

from crm.errors import Refused
from crm.unseen import visible

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
# Letters with a stroke, and two in one, do not come apart by themselves: Søren is found as soren.
_APART = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
# Letters with a stroke, and two in one, do not come apart by themselves: Søren is found as soren.
_APART = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
LONGEST_FOLDED = 400  # what the database keeps: folding makes some letters longer, up to 18 for one
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", re.ASCII)
_DISTRICT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)", re.ASCII)
_SECTOR = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) [0-9]", re.ASCII)  # 'DE1 2': a district and a digit more


def tidied(text: str, *, longest: int, field: str | None = None) -> str:
    """The text in NFC, with single spaces, without what cannot be seen; refused if too long or with controls."""
    tidy = " ".join(visible(unicodedata.normalize("NFC", text)).split())
    return _sound(tidy, longest, field)


def tidied_lines(text: str, *, longest: int, field: str | None = None) -> str:
    """The same for several lines: each tidied, the empty ones left out, parted by newlines."""
    lines = (" ".join(visible(line).split()) for line in unicodedata.normalize("NFC", text).splitlines())
    tidy = "\n".join(line for line in lines if line)
    return _sound(tidy, longest, field, besides="\n")


def tidied_text(text: str, *, longest: int, field: str | None = None) -> str:
    """A note as it was written, its empty lines too: in NFC, with one kind of line end, no blanks at its ends."""
    tidy = "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).splitlines()).strip()
    return _sound(tidy, longest, field, besides="\n\t")


def _sound(text: str, longest: int, field: str | None, besides: str = "") -> str:
    if any(not _can_be_kept(letter) for letter in text if letter not in besides):
        raise Refused("There is a character in it that cannot be printed", field=field)
    if len(text) > longest:
        raise Refused(f"It must be {longest:,} characters or fewer", field=field)
    return text


def _can_be_kept(letter: str) -> bool:
    """Neither a control, nor half a character, nor a place in Unicode that is no character's (U+FFFE)."""
    return unicodedata.category(letter) not in ("Cc", "Cs") and ord(letter) & 0xFFFE != 0xFFFE


def folded(text: str) -> str:
    """Text for comparing: no case, no accents or strokes, one kind of apostrophe, single spaces."""
    if text.isascii():  # most are, and have nothing to take apart: twenty times as fast
        return " ".join(text.lower().translate(_APOSTROPHES).split())[:LONGEST_FOLDED]
    small = unicodedata.normalize("NFKD", text).casefold()
    # Again, because a small letter can be one that comes apart.
    plain = unicodedata.normalize("NFKD", small).translate(_APOSTROPHES)
    bare = "".join(letter for letter in plain if not _is_silent(letter)).translate(_APART)
    return " ".join(bare.split())[:LONGEST_FOLDED]


def _is_silent(letter: str) -> bool:
    """An accent, or what joins, parts or turns letters and is not seen: names are pasted with and without it."""
    return unicodedata.combining(letter) != 0 or unicodedata.category(letter) == "Cf"


def folded_postcode(text: str) -> str:
    """A postcode, or the beginning of one, without spaces and in capitals: for comparing."""
    return "".join(text.upper().split())


def folded_phone(text: str) -> str:
    """The digits of a telephone number from its area code on: '+44 1632 960001' and '(01632) 960 001' are one."""
    digits = "".join(letter for letter in text if letter in "0123456789")
    national = digits.removeprefix("00") if digits.startswith("0044") else digits
    return national.removeprefix("44").lstrip("0") if national.startswith("44") else national.lstrip("0")


def postcode(text: str, *, field: str | None = "postcode") -> str:
    """A postcode as it is written, 'DE1 2FS'; refused unless it has the shape of one."""
    matched = _POSTCODE.fullmatch(folded_postcode(visible(text)))
    if matched is None:
        raise Refused(f"'{text.strip()[:20]}' is not a full UK postcode, like DE1 2FS", field=field)
    return f"{matched[1]} {matched[2]}"


def district(text: str | None) -> str | None:
    """The district, where only the first half of a postcode was said: 'DE1', 'de 23', and DE1 of 'DE1 2'.

    None of a whole one, and of anything else.
    """
    half = " ".join(visible(text or "").upper().split())
    if sector := _SECTOR.fullmatch(half):
        return sector[1]
    half = half.replace(" ", "")
    return half if _DISTRICT.fullmatch(half) else None


def unknown_area(text: str | None) -> str | None:
    """The letters with which a postcode, or half of one, begins where none that exists does: 'QQ' of 'QQ1 1QQ'."""
    matched = _POSTCODE.fullmatch(folded_postcode(text or "")) or _DISTRICT.fullmatch(district(text) or "")
    if matched is None:
        return None
    letters = "".join(takewhile(str.isalpha, matched[1]))
    return None if letters in _areas() else letters


@cache
def _areas() -> frozenset[str]:
    lines = (Path(__file__).parent / "postcode_areas.txt").read_text("utf-8").splitlines()
    return frozenset(area for line in lines if not line.startswith("#") for area in line.split())


def area_of(whole_postcode: str) -> str:
    """The district of a full postcode: 'DE1' of 'DE1 2FS'. Coarse enough for a list."""
    return whole_postcode.split()[0]
