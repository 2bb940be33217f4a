"""Children placed with a household: recorded, ended, put right. By a reference only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Refused, Stale
from crm.journey.household import Household as Folded
from crm.journey.problems import said
from crm.journey.ranges import Population, population_of
from crm.ledger.cluster import load as load_history
from crm.people import households, merging, placements
from crm.people.placement_tables import Placement, Unavailability
from crm.people.tables import Household
from crm.register import settings

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=366)  # a planned move; a day beyond is a slip of the keyboard
_REFERENCE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9/._-]{1,39}", re.ASCII)


class OutsideTerms(Refused):
    """The approval does not cover it: more children than places, another offer, a place that cannot be used.

    It happens, as with an exemption or for six working days, and is recorded if somebody says so (B-11, ST-12).
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """A child's stay: on which offer, from which day, and until the day on which the place was free again."""

    child: str
    offer: str | None
    from_on: date
    to_on: date | None = None
    ended_how: str | None = None


@command
def place(household_id: int, stay: Stay, *, by: Actor, anyway: bool = False, batch: int | None = None) -> int:
    """Record that a child is placed with a household; its number.

    Refused: it is no reference, the household is not approved then, the child is somewhere else, the days run
    backwards. OutsideTerms, unless `anyway`: the approval does not cover it.
    """
    household = households.load(household_id, by.agency_ids)
    tidy = _checked(household, stay, None, anyway)
    made = placements.add(_row(household, tidy, by, batch=batch))
    _recorded(made, "placement.add", by)
    return made.id


@command
def end(household_id: int, placement_id: int, *, to_on: date, how: str, by: Actor) -> None:
    """Record that a child has left, and how; the place is free on that day. Stale: somebody has already."""
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Placement, household.id, placement_id)
    if row.to_on is not None:
        raise Stale(f"This placement is on record as ended on {said(row.to_on)}. Put that right instead.")
    _days(row.from_on, to_on)
    _known(household, "placement_endings", how, "ended_how")
    row.to_on, row.ended_how = to_on, how
    _recorded(row, "placement.end", by, "to_on", "ended_how")


@command
def correct(
    household_id: int, placement_id: int, stay: Stay, *, because: str, by: Actor, anyway: bool = False
) -> int:
    """Put a placement right; the number of the row that takes its place. What it said before stays on record.

    Refused as `place`, and where nothing would change. Stale: somebody has put it right since.
    """
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Placement, household.id, placement_id)
    tidy = _checked(household, stay, row, anyway)
    names = ("child", "offer", "from_on", "to_on", "ended_how")
    changed = [name for name in names if getattr(row, name) != getattr(tidy, name)]
    if not changed:
        raise Refused("This is what is on record already: change what is wrong")
    placements.remove(row, because, at=clock.now(), by=by.user_id)
    made = placements.add(_row(household, tidy, by, follows=row, batch=row.batch_id))
    _recorded(made, "placement.correct", by, *changed, reason=because)
    return made.id


@command
def strike_out(household_id: int, placement_id: int, *, because: str, by: Actor) -> None:
    """Record that a placement was recorded by mistake. It counts no more, and stays on record."""
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Placement, household.id, placement_id)
    placements.remove(row, because, at=clock.now(), by=by.user_id)
    _recorded(row, "placement.strike_out", by, reason=because)


def _checked(household: Household, stay: Stay, besides: Placement | None, anyway: bool) -> Stay:
    """The stay in the form in which it is kept; Refused where it cannot be."""
    child = "".join(stay.child.split()).upper()
    if not _REFERENCE.fullmatch(child):
        raise Refused(
            "A child is recorded by the reference of your case system, never by name: up to 40 letters, digits and "
            "- . / _, with at least one digit, like 1234567",
            field="child",
        )
    _days(stay.from_on, stay.to_on)
    if stay.offer is not None:
        _known(household, "offers", stay.offer, "offer")
    if (stay.to_on is None) is not (stay.ended_how is None):
        what = "how it ended" if stay.ended_how is None else "the day on which it ended"
        raise Refused(f"Say {what} too", field="ended_how" if stay.ended_how is None else "to_on")
    if stay.ended_how is not None:
        _known(household, "placement_endings", stay.ended_how, "ended_how")
    number = besides.id if besides else None
    for other in placements.elsewhere(household.agency_id, child, stay.from_on, stay.to_on, number):
        here = other.household_id in merging.together(household.id)
        where = "this household" if here else "another household"
        until = f" to {said(other.to_on)}" if other.to_on else ", and has not left"
        raise Refused(f"This child is with {where} from {said(other.from_on)}{until}", field="child")
    outside = _outside(household, child, stay, number)
    if outside and not anyway:
        raise OutsideTerms(" ".join(outside), field="anyway")
    return Stay(child=child, offer=stay.offer, from_on=stay.from_on, to_on=stay.to_on, ended_how=stay.ended_how)


def _days(from_on: date, to_on: date | None) -> None:
    today = clock.today()
    if not EARLIEST <= from_on <= today + FURTHEST:
        raise Refused("The first day must be after 1989, and at most a year ahead", field="from_on")
    if to_on is not None and to_on <= from_on:
        raise Refused(f"The last day must be after the first, {said(from_on)}", field="to_on")
    if to_on is not None and to_on > today + FURTHEST:
        raise Refused("The last day must be at most a year ahead", field="to_on")


def _known(household: Household, name: str, code: str, field: str) -> None:
    listed = settings.value(name, household.agency_id, clock.today())
    if code not in {each["code"] for each in listed}:
        raise Refused("Choose from the list", field=field)


def folded(household: Household) -> Folded:
    """The household's history as the rules see it."""
    cluster = load_history(household.agency_id, [household.id])[household.id]
    return cluster.fold(household.id, settings.rulebook(household.agency_id))


def _outside(household: Household, child: str, stay: Stay, besides: int | None) -> list[str]:
    """What the approval does not cover on the first day, in sentences; Refused where there is no approval at all.

    With relatives a child may live before they are approved (reg 24, KC): that is no approved place yet (B-8).
    """
    day, history = stay.from_on, folded(household)
    approval = history.approval_on(day)
    if approval is None:
        kin = [each for each in history.journeys if population_of(each.route) is Population.KINSHIP]
        if not kin:
            raise Refused(f"This household is not approved on {said(day)}: it has no place then", field="from_on")
        return []
    terms = approval.terms_on(day)
    there = [each for each in placements.standing(Placement, household.id, day) if each.id != besides]
    closed = sum(each.places for each in placements.standing(Unavailability, household.id, day))
    found = []
    if len(there) >= terms.places:
        found.append(f"{_so_many(terms.places)} approved then, and {len(there)} filled: it is one child too many.")
    elif len(there) + closed >= terms.places:
        found.append(f"{_so_many(terms.places)} approved then: what is not filled cannot be used.")
    if stay.offer and terms.offers and stay.offer not in terms.offers:
        found.append("The terms then do not include this kind of fostering.")
    if terms.named_children and child not in {each.upper() for each in terms.named_children}:
        found.append("The approval is then for named children, and this is not one of them.")
    return found


def _so_many(places: int) -> str:
    return "1 place is" if places == 1 else f"{places} places are"


def _row(
    household: Household, stay: Stay, by: Actor, *, follows: Placement | None = None, batch: int | None = None
) -> Placement:
    return Placement(
        agency_id=household.agency_id,
        household_id=household.id,
        child=stay.child,
        offer=stay.offer,
        from_on=stay.from_on,
        to_on=stay.to_on,
        ended_how=stay.ended_how,
        follows_id=follows.id if follows else None,
        batch_id=batch,
        added_at=clock.now(),
        added_by=by.user_id,
    )


def _recorded(row: Placement, action: str, by: Actor, *fields: str, reason: str | None = None) -> None:
    """Which placement, and which of its fields: never the child's reference."""
    audit.record(
        by,
        action,
        agency_id=row.agency_id,
        household_id=row.household_id,
        about=f"placement {row.id}",
        fields=list(fields),
        reason=reason,
    )
