"""'Could this be...?': the households that somebody who enquires may be of, while their particulars are typed.

Nothing is decided by it, and nothing is merged: it shows what is known, and a person says whether it is them. Only
those who may see a field are told that it is the same (T14).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Select, select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.extensions import db
from crm.journey.routes import LEFT
from crm.people import folding, keys, users
from crm.people.tables import Address, Carer, Household
from crm.reads import look
from crm.reads.listed import SHOWN_OF_THESE
from crm.reads.searching import KEY, keyed
from crm.reads.sharing import narrowed, within

MOST = 5  # households shown
FEWEST_DIGITS = 6  # of a telephone number: fewer are an area's
FEWEST_LETTERS = 2  # of a word of a name
COMMON = 2000  # households with such a word: more, and the word tells nobody apart
SHORTEST_POSTCODE = 5  # letters: N1 1AA has six, and a few have five
LONG_LINES = 12  # letters of an address without its postcode: '7 High St' is everywhere
MOST_COMPARED = 200
SAME, ALIKE, PERHAPS = 97, 84, 66  # how like each other two names are, of 100
HEARD = 90  # how like two words are that sound alike
STRANGE = 60  # less like each other than this, and two words are different ones
ENOUGH = 80  # of the sum by which a household is shown

PHONE, EMAIL, ADDRESS, POSTCODE = 100, 95, 60, 20  # what each counts for


@dataclass(frozen=True, slots=True)
class Typed:
    """What has been typed so far; any of it may be missing, or half of what it will be."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcode: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A household that it could be: what is known of it, and why it is shown."""

    reference: str
    name: str | None
    area: str | None
    agency: str
    route: str | None
    stage: str | None
    since: date | None
    enquired_on: date | None
    last_on: date | None
    why: tuple[str, ...]


@dataclass(slots=True)
class _Match:
    score: int = 0
    why: tuple[str, ...] = ()

    def add(self, score: int, why: str) -> None:
        self.score += score
        self.why = (*self.why, why)


@look
def likely(typed: Typed, by: Actor) -> tuple[Hint, ...]:
    """The households of the asker's agencies that it is likely to be, likeliest first. The look is on record."""
    matches = _matched(typed, by)
    best = sorted(matches, key=lambda each: (-matches[each].score, each))[:MOST]
    asked = {"ids": best, "today": clock.today()}
    rows = {row.id: row for row in db.session.execute(SHOWN_OF_THESE, asked)} if best else {}
    found = tuple(_hint(rows[each], matches[each]) for each in best)
    if found:
        agencies = {row.agency_id for row in rows.values()}
        audit.record(
            by,
            "household.hint",
            agency_id=agencies.pop() if len(agencies) == 1 else None,
            fields=[each.reference for each in found],
            about=f"{len(found)} households",
        )
    return found


def _hint(row: Any, match: _Match) -> Hint:
    return Hint(
        reference=row.reference,
        name=row.name,
        area=row.area,
        agency=row.agency,
        route=row.route,
        stage=row.stage,
        since=row.ends_on if row.stage == LEFT else row.stage_since,
        enquired_on=row.enquired_on,
        last_on=row.last_on,
        why=match.why,
    )


def _matched(typed: Typed, by: Actor) -> dict[int, _Match]:
    """What is alike, by the household that stands for each; those of which too little is are left out."""
    names = [name for name in typed.names if name.strip()]
    # What tells most comes first: there is an end to what is compared.
    ids = dict.fromkeys([*_by_contact(typed, by), *_by_postcode(typed, by), *_by_names(names, by)])
    found: dict[int, _Match] = {}
    for home, carers, address in _known(ids, by):
        match = _compared(typed, names, home, carers, address, by)
        stands_for = home.merged_into_id or home.id
        if home.merged_into_id and narrowed(by):
            continue  # what it was merged into may not be theirs to see
        if match.score >= ENOUGH and match.score > found.get(stands_for, _Match()).score:
            found[stands_for] = match
    return found


def _by_names(names: Sequence[str], by: Actor) -> Iterator[int]:
    """Households with words of a typed name, as they are written or as they sound: two of them, where it has two.

    A word that very many have is asked for only where the name has no other.
    """
    for name in names:
        words = [word for word in keys.words(name) if len(word) >= FEWEST_LETTERS or not word.isascii()]
        if len(words) == 1:  # it can only be a name of one word
            yield from db.session.scalars(_having(keys.NAME, words[0], by).limit(MOST_COMPARED))
            continue
        having = [set(_with_word(word, by)) for word in words[:5]]
        telling = [homes for homes in having if len(homes) < COMMON]
        count = Counter(home for homes in telling or having for home in homes)
        wanted = min(2, len(telling))
        near = [home for home, times in count.items() if times >= wanted]
        common = set().union(*having) if len(telling) < len(having) else set()
        near.sort(key=lambda home: (-count[home], home not in common, -home))
        yield from near[:MOST_COMPARED]


def _with_word(word: str, by: Actor) -> Iterable[int]:
    ways = [keyed(keys.NAME, word, by.agency_ids)]
    heard = keys.sound(word)
    if heard:
        ways.append(_having(keys.SOUND, heard, by))
    for way in ways:
        yield from db.session.scalars(way.limit(COMMON))


def _having(kind: str, key: str, by: Actor) -> Select[Any]:
    """The households with just this key, the newest first."""
    same = KEY.agency_id.in_(by.agency_ids), KEY.kind == kind, KEY.key == key
    return select(KEY.household_id).where(*same).order_by(KEY.household_id.desc())


def _by_contact(typed: Typed, by: Actor) -> Iterator[int]:
    if not fields.sees(by.role, "contact"):
        return
    for phone in typed.phones:
        digits = folding.folded_phone(phone)
        if len(digits) >= FEWEST_DIGITS:
            yield from db.session.scalars(keyed(keys.PHONE, digits, by.agency_ids).limit(MOST_COMPARED))
    for email in typed.emails:
        if "@" in email:
            same = select(Carer.household_id).where(Carer.email == users.canonical_email(email))
            yield from db.session.scalars(same.limit(MOST_COMPARED))


def _by_postcode(typed: Typed, by: Actor) -> Iterator[int]:
    whole = folding.folded_postcode(typed.postcode)
    if len(whole) >= SHORTEST_POSTCODE and whole.isascii() and fields.may_ask_for(by.role, "address"):
        same = Address.agency_id.in_(by.agency_ids), Address.postcode_folded == whole
        yield from db.session.scalars(select(Address.household_id).where(*same).limit(MOST_COMPARED))


def _known(ids: Collection[int], by: Actor) -> Iterator[tuple[Any, list[Any], Any]]:
    """What is known of these households, of those that the asker may see: with their carers and address."""
    wanted = list(ids)[: 2 * MOST_COMPARED]
    if not wanted:
        return
    homes = select(Household.id, Household.name, Household.merged_into_id).where(
        Household.id.in_(wanted), Household.agency_id.in_(by.agency_ids), within(by)
    )
    carers: dict[int, list[Any]] = {}
    its = select(Carer.household_id, Carer.name, Carer.phone_folded, Carer.email).where(
        Carer.household_id.in_(wanted), Carer.removed_at.is_(None)
    )
    for carer in db.session.execute(its):
        carers.setdefault(carer.household_id, []).append(carer)
    lives = select(Address.household_id, Address.lines, Address.postcode_folded)
    addresses = {
        each.household_id: each for each in db.session.execute(lives.where(Address.household_id.in_(wanted)))
    }
    for home in db.session.execute(homes).all():
        yield home, carers.get(home.id, []), addresses.get(home.id)


def _compared(
    typed: Typed, names: Sequence[str], home: Any, carers: Sequence[Any], address: Any, by: Actor
) -> _Match:
    match = _Match()
    if fields.sees(by.role, "contact"):
        digits = [folding.folded_phone(phone) for phone in typed.phones]
        whole = [each for each in digits if len(each) >= FEWEST_DIGITS]
        if any(each in (carer.phone_folded or "") for each in whole for carer in carers):
            match.add(PHONE, "Same telephone number")
        emails = {users.canonical_email(each) for each in typed.emails if "@" in each}
        if emails & {carer.email for carer in carers}:
            match.add(EMAIL, "Same e-mail address")
    if address is not None and fields.may_ask_for(by.role, "address"):
        _compare_address(typed, address, match)
    alike = _alike(names, [home.name, *(carer.name for carer in carers)])
    if alike >= SAME:
        match.add(alike, "Same name")
    elif alike >= ALIKE or (match.score and alike >= PERHAPS):
        match.add(alike, "Similar name")
    return match


def _compare_address(typed: Typed, address: Any, match: _Match) -> None:
    same_postcode = bool(typed.postcode) and address.postcode_folded == folding.folded_postcode(typed.postcode)
    lines, known = folding.folded(typed.address), folding.folded(address.lines or "")
    long_enough = same_postcode or len(lines) >= LONG_LINES
    if lines and known and long_enough and fuzz.token_set_ratio(lines, known) >= ALIKE:
        match.add(ADDRESS + POSTCODE, "Same address")
    elif same_postcode:
        match.add(POSTCODE, "Same postcode")


def _alike(names: Sequence[str], known: Iterable[str | None]) -> int:
    """How like the likest of these names are, of 100: whatever the order of their words, accents or spelling."""
    theirs = [found for name in known if (found := keys.words(name))]
    return max((_like(keys.words(name), each) for name in names for each in theirs), default=0)


def _like(typed: Sequence[str], known: Sequence[str]) -> int:
    """How like two names are: each typed word to the one of the other that it is most like.

    One word alone does not stand for a name of several. A word that is like none tells two of a family apart.
    """
    if sorted(typed) == sorted(known):
        return 100
    if not typed or (len(typed) == 1 and len(known) > 1):
        return 0
    best = [max(_word_like(word, each) for each in known) for word in typed]
    mean = round(sum(like * len(word) for like, word in zip(best, typed, strict=True)) / sum(map(len, typed)))
    return min(mean, PERHAPS if min(best) < STRANGE else SAME - 1)


def _word_like(typed: str, known: str) -> float:
    """How like two words are, of 100: half typed or misspelt, or written otherwise and sounding alike."""
    if known.startswith(typed):
        return 95
    heard = keys.sound(typed)
    return max(fuzz.ratio(typed, known), HEARD if heard and heard == keys.sound(known) else 0)
