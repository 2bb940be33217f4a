"""Which carers could offer more: approved households to ask, each with its reasons and what it would come to.

Relatives who care for named children are left out, and whoever has given notice, be it one of two. Who was asked
lately is apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crm import clock
from crm.actor import Actor
from crm.journey import widening
from crm.journey.ranges import Route, Terms
from crm.journey.widening import Known, Limits, Reason
from crm.people import carer_notices
from crm.people import widening as asks
from crm.reads import look, places_used, ranges, retention, reviewed, shortage
from crm.reads.filters import Filters
from crm.reads.fostering import Fostering, fostering
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.shortage import Need
from crm.register import settings

LATELY, ALL = "lately", "all"
SHOWN = (LATELY, ALL)  # beside those who were not asked lately, which is asked for by nothing
MOST_EXPORTED = 5000  # households a file


@dataclass(frozen=True, slots=True)
class Asked:
    """The last that somebody undertook to ask them, or wrote to them about it."""

    on: date
    by: str
    letter: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household with its terms, the reasons to ask, and by how many beds the approval would grow at most."""

    home: Fostering
    terms: Terms
    reasons: tuple[Reason, ...]
    asked: Asked | None

    @property
    def beds(self) -> int:
        """Beds, if they did what they are asked for."""
        return widening.beds(self.reasons)


@dataclass(frozen=True, slots=True)
class Candidates(Paged):
    """A page of them, how many have each reason, how many beds all shown would come to, and of how many homes."""

    rows: tuple[Candidate, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    beds: int
    of_all: int
    several: bool


@look
def listing(filters: Filters, reason: str, shown: str, by: Actor) -> Candidates:
    """A page of those to ask, who would bring most beds first; which were shown goes on record.

    `reason` is one of widening.REASONS or empty; `shown` one of SHOWN, or empty for those not asked lately.
    """
    every, of_all = _every(filters, by)
    kept = [each for each in every if _is_shown(each, shown)]
    found = [each for each in kept if reason in ("", *(one.code for one in each.reasons))]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.home.reference for each in rows), (each.home.agency_id for each in rows), by)
    counts = Counter(one.code for each in kept for one in each.reasons)
    beds = sum(each.beds for each in found)
    return Candidates(rows, len(found), page, pages, counts, beds, of_all, len(by.agency_ids) > 1)


@look
def export(filters: Filters, reason: str, shown: str, why: str, by: Actor) -> tuple[Candidate, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    every, _ = _every(filters, by)
    kept = (each for each in every if _is_shown(each, shown))
    found = tuple(each for each in kept if reason in ("", *(one.code for one in each.reasons)))[:MOST_EXPORTED]
    note_export((each.home.reference for each in found), (each.home.agency_id for each in found), by, reason=why)
    return found


def of_home(household_id: int, by: Actor) -> Candidate | None:
    """An approved household, with or without a reason to ask it; None for any other, and who is leaving.

    The caller puts the look on record.
    """
    every, _ = _every(Filters(), by, household_id)
    return every[0] if every else None


def _is_shown(each: Candidate, shown: str) -> bool:
    return shown == ALL or (each.asked is not None) == (shown == LATELY)


def _every(filters: Filters, by: Actor, only: int | None = None) -> tuple[list[Candidate], int]:
    """Every household with a reason, and how many were looked at; or `only` the one, whatever there is."""
    today = clock.today()
    homes = {
        key: home
        for key, home in fostering(filters, by, today).items()
        if not home.notice and home.route != Route.KINSHIP and only in (None, key)
    }
    terms = {key: each.terms for key, each in ranges.of_households(homes, today).items()}
    stopping = carer_notices.among({key: home.journey_id for key, home in homes.items()})
    named = {key for key, each in terms.items() if each.named_children}
    homes = {key: home for key, home in homes.items() if key in terms and key not in stopping | named}
    scarce = {each: _scarce(each, today) for each in by.agency_ids}
    said, empty = reviewed.could_be(homes.values()), retention.empty_since(homes, by.agency_ids, today)
    used, wishes = places_used.of_households(homes, today), asks.wishes_of(homes)
    lately = _lately(homes, by, today)
    limits = {each: _limits(each, today) for each in by.agency_ids}
    found = []
    for key, home in homes.items():
        wish = wishes.get(key)
        known = Known(
            terms=terms[key],
            rooms=wish.spare_bedrooms if wish else None,
            wished_places=wish.wished_places if wish else None,
            wished_from=wish.wished_from if wish else None,
            wished_to=wish.wished_to if wish else None,
            wished_kinds=tuple((wish.wished_offers or "").split()) if wish else (),
            wishes=(wish.wishes if wish else None) or "",
            said_on=said.get(key),
            empty_since=empty.get(key),
            free=key in used and used[key].free > 0,
            short=tuple(need.label for need in scarce[home.agency_id] if not shortage.allows(terms[key], need)),
        )
        reasons = widening.reasons(known, limits[home.agency_id], today)
        if reasons or only is not None:
            found.append(Candidate(home, terms[key], reasons, lately.get(key)))
    return sorted(found, key=lambda each: (-each.beds, -len(each.reasons), each.home.reference)), len(homes)


def _scarce(agency_id: int, today: date) -> tuple[Need, ...]:
    """The kinds of places of which fewest are free, as many as the agency has settled."""
    most = int(settings.value("widening_scarce_kinds", agency_id, today))
    return shortage.needs(agency_id, Terms(0), today)[:most]


def _limits(agency_id: int, today: date) -> Limits:
    return Limits(
        empty_days=int(settings.value("widening_empty_days", agency_id, today)),
        most_places=int(settings.value("most_places", agency_id, today)),
    )


def _lately(homes: Collection[int], by: Actor, today: date) -> Mapping[int, Asked]:
    """Who was asked in the last days that count, by number, with the last time."""
    found: dict[int, Asked] = {}
    for agency_id in by.agency_ids:
        days = int(settings.value("widening_asked_days", agency_id, today))
        since = clock.start_of_day(today - timedelta(days=days))
        rows = [row for row in asks.since(agency_id, since) if row.household_id in homes]
        names = names_of(row.by for row in rows)
        for row in sorted(rows, key=lambda row: row.at):
            found[row.household_id] = Asked(clock.day_of(row.at), names[row.by], row.letter)
    return found
