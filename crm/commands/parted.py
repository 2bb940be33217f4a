"""Two households that were one are parted: every row since the merge goes to the one that it is of.

Whose a row is, `people.parted` says of all of them, in one pass; here the rows are moved, and what hangs on them
follows: letters to both are one each, and a carer who came since may go home with the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import parted_acts, parted_portal
from crm.extensions import db
from crm.ledger.journal import Writing
from crm.ledger.ties import events_of
from crm.people import checks, history, parted, profile, same_person, skills
from crm.people.contact_tables import Contact, SentLetter
from crm.people.course_tables import CourseBooking
from crm.people.households import NewCarer
from crm.people.merge_tables import HouseholdMerge
from crm.people.parted import Parted, Sorted
from crm.people.parted_rules import RULES
from crm.people.tables import Carer, Household
from crm.register import clocks


def known(turn: Writing, made: HouseholdMerge, journeys: list[int]) -> Parted:
    """What is known of two that were one, in a turn in which their journeys are tied anew."""
    after = turn.household(made.kept_id), turn.household(made.merged_id)
    names = clocks.after_visits(made.agency_id, clock.today())
    return parted.known(made, journeys, events_of(journeys), after, names)


def move(both: Parted, goes: Mapping[str, bool], by: Actor) -> list[str]:
    """Let every row since the merge be with the household that it is of; the keys of those that went home."""
    home = []
    for each in parted.sort(both, RULES, goes):
        if each.side == both.merged and _send(each, both, by):
            home.append(each.key)
    _letters_each(both)
    _what_came_along(both)
    db.session.flush()
    return home


def follow(kept: Household, merged: Household, both: Parted, by: Actor) -> list[list[int]]:
    """Let what rows have caused follow them: steps of journeys, clocks, calls, and what carers may see.

    What comes back are the visits whose steps stay with the other, as more rests on them; each with the event.
    """
    rested = parted_acts.steps(both, by)
    parted_acts.clocks(both)
    parted_acts.calls(both)
    parted_portal.let_go(kept, merged, both, by)
    return rested


def _send(each: Sorted, both: Parted, by: Actor) -> bool:
    """Let a row go home; whether it did. A person who has a place on a course there keeps that one."""
    row: Any = each.row
    if isinstance(row, Carer):
        _send_carer(row, both, by)
        return True
    own = both.own_rows.get(getattr(row, "carer_id", None) or 0)
    if isinstance(row, CourseBooking) and own and same_person.booked(row.session_id, own):
        return False
    row.household_id = both.merged
    if own is not None:
        row.carer_id = own
    return True


def _send_carer(row: Carer, both: Parted, by: Actor) -> None:
    """A row of a carer is never moved: figures go by whose it was on a day. They get one of their own at home."""
    new = NewCarer(row.name or "", row.email, row.phone)
    home = history.add_carer(both.merged, new, at=clock.now(), joined_on=row.joined_on)
    profile.hand_on(row.id, home.id)
    person = next(each for each in both.people if row.id in each.ids)
    person.home = home.id


def _letters_each(both: Parted) -> None:
    """A letter to two who are of two households is a line in the log of each."""
    copies: dict[tuple[int, int], int] = {}
    for (name, number), side in sorted(both.placed.items()):
        if name != SentLetter.__tablename__:
            continue
        letter = db.session.get_one(SentLetter, number)
        if both.placed.get((Contact.__tablename__, letter.contact_id), side) == side:
            continue
        if (letter.contact_id, side) not in copies:
            copies[letter.contact_id, side] = _copy(letter.contact_id, side)
            both.shared.add(letter.contact_id)
        letter.contact_id = copies[letter.contact_id, side]


def _copy(contact_id: int, household_id: int) -> int:
    row = db.session.get_one(Contact, contact_id)
    left = ("id", "household_id", "event_id")
    said = {each.name: getattr(row, each.name) for each in Contact.__table__.columns if each.name not in left}
    copy = Contact(household_id=household_id, event_id=None, **said)
    db.session.add(copy)
    db.session.flush()
    return copy.id


def _what_came_along(both: Parted) -> None:
    """What a person brought with them to the kept record is about their own row again."""
    for rule in RULES:
        if not hasattr(rule.table, "carer_id") or rule.table.__tablename__ == "check_entry":
            continue
        table: Any = rule.table
        theirs = table.household_id.in_(both.behind), table.carer_id.in_(list(both.own_rows))
        for row in db.session.scalars(select(table).where(*theirs)).all():
            own = both.own_rows[row.carer_id]
            if not (isinstance(row, CourseBooking) and same_person.booked(row.session_id, own)):
                row.carer_id = own


def people(both: Parted, because: history.Because) -> None:
    """What was said of a person since goes home with that person, of whichever of their rows it was said."""
    for person in both.people:
        if person.home is None:
            continue
        for row in person.rows:
            checks.part(row.id, person.home, both.journeys)
            skills.hand_on(row.id, person.home, after=both.since)
        if person.own:
            continue
        own, there = db.session.get_one(Carer, person.home), person.there
        if there is not None and own.removed_at is None:
            told = {name: getattr(there, name) for name in ("name", "email", "phone")}
            history.change_carer(own, told, because)
            profile.give(there, own, because)
        if there is not None:
            history.remove_carer(there, at=because.recorded_at, by=because.recorded_by)
    _attended(both)


def _attended(both: Parted) -> None:
    """What attending a course came to is told of the person's own row."""
    theirs = CourseBooking.household_id.in_(both.behind), CourseBooking.entry_id.is_not(None)
    for row in db.session.scalars(select(CourseBooking).where(*theirs)).all():
        row.entry_id = skills.twin(row.entry_id or 0, row.carer_id)
    db.session.flush()
