"""Children placed with a household: recorded, ended, put right. By a reference only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, ended_with, stays
from crm.commands.stays import FIELDS, Known
from crm.commands.stays import Stay as Stay
from crm.errors import Refused, Stale
from crm.journey.deadlines import due
from crm.journey.household import Household as Folded
from crm.journey.placing import beyond_approval, is_lodging
from crm.journey.saying import said
from crm.journey.short_breaks import Limits
from crm.journey.working_days import BeyondCalendar
from crm.ledger.cluster import load as load_history
from crm.people import exemptions, households, merging, placements, stays_told
from crm.people.placement_tables import Placement, Unavailability
from crm.people.tables import Household
from crm.register import deadlines, holidays, settings


class OutsideTerms(Refused):
    """The approval does not cover it: more children than places, another offer, a place that cannot be used.

    It happens, as with an exemption or for six working days, and is recorded if somebody says so (B-11, ST-12).
    """


@command
def place(household_id: int, stay: Stay, *, by: Actor, anyway: bool = False) -> int:
    """Record that a child is placed with a household; its number.

    Refused: it is no reference, the household is not approved then or has not signed the foster care agreement by
    then (DM-6), the child is somewhere else, the days run backwards; an emergency that the approval covers (KC-11).
    OutsideTerms, unless `anyway` or in an emergency: the approval does not cover it.
    """
    household = households.load(household_id, by.agency_ids)
    tidy = _checked(household, stay, None, anyway)
    made = placements.add(_row(household, tidy, by))
    made.ended_with = _ended_with(household, tidy)
    _recorded(made, "placement.add", by)
    return made.id


@command
def end(household_id: int, placement_id: int, *, to_on: date, how: str, by: Actor, anyway: bool = False) -> None:
    """Record that a child has left, and how; the place is free on that day. Stale: somebody has already.

    OutsideTerms, unless `anyway`: the approval had ended by then (B-4).
    """
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Placement, household.id, placement_id)
    if row.to_on is not None:
        raise Stale(f"This placement is on record as ended on {said(row.to_on)}. Put that right instead.")
    stays.check_days(row.from_on, to_on)
    if how not in codes("placement_endings", household.agency_id):
        raise Refused("Choose from the list", field="ended_how")
    longer = beyond_approval(folded(household), row.from_on, to_on)
    if longer and not anyway:
        raise OutsideTerms(longer, field="anyway")
    ended = replace(Stay(**{name: getattr(row, name) for name in FIELDS}), to_on=to_on, ended_how=how)
    if (
        row.batch_id is not None or row.told_id is not None
    ):  # what a file told is the file's: taken back without this
        placements.remove(row, ended_with.ENDED, at=clock.now(), by=by.user_id)
        row = placements.add(_row(household, ended, by, follows=row, changed=stays_told.END))
    row.to_on, row.ended_how, row.own_end = to_on, how, False
    row.kept = stays_told.with_its_end(row.kept)
    row.ended_with = _ended_with(household, ended)
    _recorded(row, "placement.end", by, "to_on", "ended_how")
    ended_with.follow_child(row.agency_id, [row.child], because=ended_with.ENDED, by=by)


@command
def lives_on(household_id: int, placement_id: int, *, by: Actor) -> None:
    """Record that a child lives there still, whatever becomes of the approval with which the stay ended once."""
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Placement, household.id, placement_id)
    if row.ended_with is None or row.to_on is not None:
        return
    placements.remove(row, ended_with.ENDED, at=clock.now(), by=by.user_id)
    stay = Stay(**{name: getattr(row, name) for name in FIELDS})
    made = placements.add(_row(household, stay, by, follows=row, changed=stays_told.END))
    made.ended_with, made.own_end = None, False
    _recorded(made, "placement.correct", by, *stays_told.END, reason=ended_with.ENDED)


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
    changed = [name for name in FIELDS if getattr(row, name) != getattr(tidy, name)]
    if not changed:
        raise Refused("This is what is on record already: change what is wrong")
    placements.remove(row, because, at=clock.now(), by=by.user_id)
    made = placements.add(_row(household, tidy, by, follows=row, changed=changed))
    if not {*stays_told.END}.isdisjoint(changed):
        made.ended_with, made.own_end = _ended_with(household, tidy), False
    _recorded(made, "placement.correct", by, *changed, reason=because)
    ended_with.follow_child(row.agency_id, [row.child, made.child], because=because, by=by)
    return made.id


@command
def strike_out(household_id: int, placement_id: int, *, because: str, by: Actor) -> None:
    """Record that a placement was recorded by mistake. It counts no more, and stays on record."""
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Placement, household.id, placement_id)
    placements.remove(row, because, at=clock.now(), by=by.user_id)
    _recorded(row, "placement.strike_out", by, reason=because)
    ended_with.follow_child(row.agency_id, [row.child], because=because, by=by)


def _ended_with(household: Household, stay: Stay) -> int | None:
    """The end of the approval with which a stay ended, as somebody tells it now; None: on its own."""
    ways = ended_with.ways_of_ending(household.agency_id)
    return ended_with.with_the_approval(folded(household), ways, stay.to_on, stay.ended_how)


def _checked(household: Household, stay: Stay, besides: Placement | None, anyway: bool) -> Stay:
    """The stay in the form in which it is kept; Refused where it cannot be."""
    number = besides.id if besides else None
    child = stays.reference(stay.child)
    known = Known(
        records=merging.together(household.id),
        history=folded(household),
        there=placements.standing(Placement, household.id),
        closed=placements.standing(Unavailability, household.id),
        of_child=placements.of_child(household.agency_id, child),
        offers=codes("offers", household.agency_id),
        endings=codes("placement_endings", household.agency_id),
        limit=int(settings.value("usual_fostering_limit", household.agency_id, stay.from_on)),
        exempted=exemptions.naming(exemptions.of_household(household.id), stay.from_on),
        breaks=short_break_limits(household.agency_id, stay.from_on),
    )
    tidy, outside, unsaid = stays.judged(stay, known, number)
    lodgings = is_lodging(known.history, tidy.from_on)
    if tidy.emergency and lodgings:
        raise Refused(
            "There is no emergency placement in supported lodgings: regulation 23 is of fostering (OA-2). Take the "
            "tick away",
            field="anyway",
        )
    if tidy.emergency and not outside:
        raise Refused(
            "The approval covers this placement: it is not outside the terms, and needs no emergency (KC-11). Take "
            "the tick away",
            field="anyway",
        )
    if (outside or unsaid) and not (anyway or tidy.emergency):
        way = "" if lodgings or not outside else _in_an_emergency(tidy.from_on)
        raise OutsideTerms(" ".join([*outside, *unsaid]) + way, field="anyway")
    return tidy


def short_break_limits(agency_id: int, day: date) -> Limits:
    """How long short breaks may be, as the settings of a day have it (OA-4)."""
    names = ("short_break_days", "short_break_days_a_year")
    return Limits(*(int(settings.value(name, agency_id, day)) for name in names))


def _in_an_emergency(since: date) -> str:
    """Until when a child may be placed outside the terms in an emergency; nothing beyond the calendar (KC-11)."""
    try:
        (last,) = due(deadlines.rules()["KC-11"], since, holidays.statutory_calendar())
    except BeyondCalendar:
        return ""
    return f" In an emergency that may be for 6 working days, until {said(last.on)} (KC-11)."


def codes(name: str, agency_id: int) -> frozenset[str]:
    """The codes of one of an agency's lists, as it is today."""
    return frozenset(each["code"] for each in settings.value(name, agency_id, clock.today()))


def folded(household: Household) -> Folded:
    """The household's history as the rules see it."""
    cluster = load_history(household.agency_id, [household.id])[household.id]
    return cluster.fold(household.id, settings.rulebook(household.agency_id))


def _row(
    household: Household, stay: Stay, by: Actor, *, follows: Placement | None = None, changed: Collection[str] = ()
) -> Placement:
    """The row of a stay; where it takes the place of another, what was not `changed` is told by that one still."""
    return Placement(
        agency_id=household.agency_id,
        household_id=household.id,
        **asdict(stay),
        follows_id=follows.id if follows else None,
        ended_with=follows.ended_with if follows else None,
        own_end=follows is not None and follows.own_end,
        kept=stays_told.kept(stays_told.not_changed(changed)) if follows else None,
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
