"""Characters that cannot be seen, and what is left of a text without them (T57).

They come along when a name or a number is pasted: marks that turn or part letters. Who types nothing else has typed
nothing, and with them two names that read alike would be two.
"""

from __future__ import annotations

import unicodedata

# Blank, though Unicode has them as letters, signs and marks.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# They change how letters of Persian, of Indian languages and Mongolian look, and put emoji together.
_JOINS = frozenset("\u180e\u200c\u200d")
# Signs of Arabic, Syriac and Kaithi that are classed with what formats, and are seen.
_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def visible(text: str) -> str:
    """The text without what cannot be seen; empty where nothing can. Spaces, line ends and controls stay.

    What joins two letters of a script that needs it stays between them.
    """
    if text.isascii():
        return text
    last = len(text) - 1
    kept = "".join(
        letter
        for place, letter in enumerate(text)
        if not _is_unseen(letter)
        or (letter in _JOINS and 0 < place < last and _is_joined(text[place - 1]) and _is_joined(text[place + 1]))
    )
    return kept if any(unicodedata.category(letter)[0] in "LNPSC" for letter in kept) else ""


def _is_unseen(letter: str) -> bool:
    return letter in _BLANK or (unicodedata.category(letter) == "Cf" and letter not in _SIGNS)


def _is_joined(letter: str) -> bool:
    """Whether it is of a script, or an emoji, that joins. Latin, Greek and Cyrillic letters stand by themselves."""
    alone = unicodedata.name(letter, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
    return letter > "\u0590" and unicodedata.category(letter)[0] in "LMS" and not alone
