"""How a household's places are used, as its carers read it in the portal, and what they have said of it themselves.

Why the service has put places on hold is not told here: it may be what carers must not learn from a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.availability import Used
from crm.journey.ranges import Terms
from crm.people import placements, usable_ages
from crm.people.placement_tables import Unavailability
from crm.reads import look, places_used
from crm.reads.names import names_of
from crm.reads.own_home import Own, own

REASONS = "carer_break_reasons"
ASK = "ask your worker"

Bed = tuple[str, str]  # how a place is used, as components/bed_strip.html takes it, and why


@dataclass(frozen=True, slots=True)
class Break:
    """Places that cannot be used for a reason that carers give themselves; `ahead`: it is still to come."""

    id: int
    places: int
    reason: str
    why: str
    from_on: date
    to_on: date | None
    said_by: str
    ahead: bool


@dataclass(frozen=True, slots=True)
class AgesForNow:
    """That only some ages can come for a while; `ahead`: it is still to begin."""

    age_from: int
    age_to: int
    from_on: date
    to_on: date | None
    said_by: str
    ahead: bool


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """What is approved today, how it is used, and the breaks that run or are to come, the first to begin first.

    `used` is None where the service does not record who is placed.
    """

    reference: str
    terms: Terms
    used: Used | None
    beds: tuple[Bed, ...]
    breaks: tuple[Break, ...]
    reasons: tuple[tuple[str, str], ...]
    ages: tuple[AgesForNow, ...] = ()

    @property
    def free(self) -> int:
        """How many places can take a child today, as far as is known."""
        return self.used.free if self.used else self.terms.places

    def one(self, number: int) -> Break:
        """One of the breaks; NotFound for any other."""
        for each in self.breaks:
            if each.id == number:
                return each
        raise NotFound("There is no such break")


@look
def own_places(by: Actor) -> OwnPlaces | None:
    """The places of the asker's own household; None where it is not approved today. The look goes on record."""
    found = own(by)
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=found.household.id, fields=["places"])
    return places_of(found)


def places_of(found: Own) -> OwnPlaces | None:
    """The same, for whoever has put the look on record."""
    today = clock.today()
    terms = found.terms
    if terms is None:
        return None
    listed = found.choices.entries(REASONS)
    labels = {each["code"]: str(each["label"]) for each in listed}
    rows = [
        row
        for row in placements.standing(Unavailability, found.household.id)
        if row.reason in labels and (row.to_on is None or row.to_on > today)
    ]
    names = names_of(row.added_by for row in rows)
    breaks = tuple(
        Break(
            row.id,
            row.places,
            row.reason,
            labels[row.reason],
            row.from_on,
            row.to_on,
            names[row.added_by],
            row.from_on > today,
        )
        for row in sorted(rows, key=lambda row: (row.from_on, row.id))
    )
    used = places_used.of_households([found.household.id], today).get(found.household.id)
    return OwnPlaces(
        reference=found.household.reference,
        terms=terms,
        used=used,
        beds=_beds(terms, used, labels),
        breaks=breaks,
        reasons=tuple((each["code"], each["label"]) for each in listed),
        ages=_ages(found.household.id, today),
    )


def _ages(household_id: int, today: date) -> tuple[AgesForNow, ...]:
    rows = usable_ages.of_home(household_id, today)
    names = names_of(row.added_by for row in rows)
    return tuple(
        AgesForNow(row.age_from, row.age_to, row.from_on, row.to_on, names[row.added_by], row.from_on > today)
        for row in rows
    )


def _beds(terms: Terms, used: Used | None, labels: Mapping[str, str]) -> tuple[Bed, ...]:
    if used is None:
        return (("approved", ""),) * terms.places
    found: list[Bed] = [("filled", "")] * (used.filled - used.over - used.extra)
    found += [("filled", "for brothers and sisters")] * used.extra
    found += [("free", "")] * used.free
    for reason, number in used.reasons:
        found += [("unavailable", labels[reason].lower() if reason in labels else ASK)] * number
    return tuple(found)
