"""By what a household is found: kept in step with each change of its people's names, telephones and employers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, delete, select

from crm.bulk import store
from crm.extensions import db
from crm.people import folding
from crm.people.key_tables import HouseholdKey
from crm.people.profile_tables import CarerProfile
from crm.people.tables import Carer, Household

TABLE = cast(Table, HouseholdKey.__table__)
NAME, SOUND, PHONE, JOB, WORK, BY = "name", "sound", "phone", "job", "work", "by"
FEWEST_DIGITS = 4  # of the end of a telephone number
LONGEST = 40
CHUNK = 500  # households a statement

Key = tuple[str, str]  # kind and key

_PARTS = re.compile(r"[^\w]+|_+")
# Letters that are written in several ways and sound alike; in this order.
_ALIKE = (
    *(("sch", "s"), ("tch", "x"), ("ch", "x"), ("sh", "x"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("wr", "r")),
    *(("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("x", "x"), ("z", "s"), ("v", "f")),
    *(("y", "i"), ("j", "g"), ("d", "t"), ("b", "p")),
)
_SILENT = str.maketrans("", "", "aeiouhw")


def words(text: str | None) -> list[str]:
    """The folded words of a text, in order and each once: 'Zoë O’Brien-Finch' is zoe, obrien, finch, and brien."""
    return list(_words(text or ""))


@lru_cache(4096)  # one types on, and the same names are compared again
def _words(text: str) -> tuple[str, ...]:
    folded = folding.folded(text)
    whole = [part for part in _PARTS.split(folded.replace("'", "")) if part]
    pieces = [part for part in _PARTS.split(folded) if len(part) > 1] if "'" in folded else []
    return tuple(dict.fromkeys(part[:LONGEST] for part in whole + pieces))


def sound(word: str) -> str:
    """How a word of Latin letters sounds, so that Catherine and Kathryn are one; empty for any other."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return ""
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    first = "a" if word[0] in "aeiou" else word[0]
    return first + "".join(sorted(set(word[1:].translate(_SILENT)) - {first}))


def digits(phone_folded: str | None) -> list[str]:
    """The ends of a telephone number, so that any run of its digits begins one of them."""
    whole = phone_folded or ""
    return [whole[place:] for place in range(len(whole) - FEWEST_DIGITS + 1)]


def of(
    names: Iterable[str | None], phones: Iterable[str | None], employers: Iterable[str | None] = ()
) -> Iterator[Key]:
    """The keys of a household with these names, folded telephone numbers and employers, each once."""
    found = dict.fromkeys(word for name in names for word in words(name))
    yield from ((NAME, word) for word in found)
    yield from ((SOUND, heard) for heard in dict.fromkeys(map(sound, found)) if heard)
    yield from ((PHONE, end) for end in dict.fromkeys(end for phone in phones for end in digits(phone)))
    yield from ((JOB, word) for word in dict.fromkeys(word for each in employers for word in words(each)))


def keep(rows: Iterable[tuple[int, int, Iterable[Key]]]) -> None:
    """Store the keys of households that have none yet: agency, household, keys."""
    store(
        HouseholdKey,
        [
            {"agency_id": agency_id, "kind": kind, "key": key, "household_id": household_id}
            for agency_id, household_id, found in rows
            for kind, key in found
        ],
    )


def refresh(household_ids: Collection[int]) -> None:
    """Put the keys of names, telephone numbers and employers in step with what is on record of these households."""
    db.session.flush()
    wanted = sorted(household_ids)
    for start in range(0, len(wanted), CHUNK):
        these = wanted[start : start + CHUNK]
        ours = TABLE.c.household_id.in_(these) & TABLE.c.kind.in_((NAME, SOUND, PHONE, JOB))
        db.session.execute(delete(TABLE).where(ours))
        carers: dict[int, list[Any]] = {}
        known = select(Carer.household_id, Carer.name, Carer.phone_folded, CarerProfile.works_for)
        known = known.outerjoin(CarerProfile, CarerProfile.carer_id == Carer.id)
        known = known.where(Carer.household_id.in_(these), Carer.removed_at.is_(None))
        for carer in db.session.execute(known):
            carers.setdefault(carer.household_id, []).append(carer)
        homes = select(Household.id, Household.agency_id, Household.name).where(Household.id.in_(these))
        keep(
            (
                home.agency_id,
                home.id,
                of(
                    [home.name, *(one.name for one in its)],
                    [one.phone_folded for one in its],
                    [one.works_for for one in its],
                ),
            )
            for home in db.session.execute(homes).all()
            for its in [carers.get(home.id, [])]
        )


def add_words(kind: str, agency_id: int, texts: Iterable[tuple[int, str | None]]) -> None:
    """Let households be found by the words of a text too: of an employer, or of who told them."""
    found = dict.fromkeys((home, word) for home, text in texts for word in words(text))
    homes = sorted({home for home, _ in found})
    for start in range(0, len(homes), CHUNK):
        these = (TABLE.c.kind == kind) & TABLE.c.household_id.in_(homes[start : start + CHUNK])
        for row in db.session.execute(select(TABLE.c.household_id, TABLE.c.key).where(these)):
            found.pop((row.household_id, row.key), None)
    keep((agency_id, home, [(kind, word)]) for home, word in found)
