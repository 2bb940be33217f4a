"""Households of which a council has two records: one pair was merged, one is proposed, one waits to be noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from crm import clock
from crm.commands import closings, merge_proposals
from crm.commands import contacts as log
from crm.commands.people import NewCarer
from crm.demo import days, staff
from crm.demo.diary import Diary, Written
from crm.demo.lives import Lives
from crm.demo.people import Contacts, Family
from crm.extensions import db
from crm.journey.events import EnquiryReceived, JourneyClosed
from crm.journey.ranges import Route
from crm.people.tables import Household

AGO = {"merged": 41, "proposed": 27, "waiting": 13}  # days before today on which the first of two records was made
BETWEEN = timedelta(days=6)  # until the second was
UNTIL_DECIDED = timedelta(days=3)
TOLD = "They are away in the last week of the month, and can be called after six."  # which of the two, nobody noted


def twice(lives: Lives, agency_id: int, contacts: Contacts, diary: Diary, today: date) -> None:
    """Have each pair recorded, and what was decided of it."""
    who = staff.recorders(lives.council.slug, agency_id)
    for what, ago in AGO.items():
        family = _couple(lives, what)
        first, second = _records(family, contacts, what)
        on = days.office_day(today - timedelta(days=ago), today)
        again = days.office_day(on + BETWEEN, today)
        one = Written(family, (first,), Route.MAINSTREAM, agency_id, who)
        other = Written(family, (second,), Route.MAINSTREAM, agency_id, who)
        one.into(diary, [EnquiryReceived(happened_on=on, source="website")])
        other.into(diary, [EnquiryReceived(happened_on=again, source="phone")])
        if what != "waiting":
            decided = days.office_day(again + UNTIL_DECIDED, today)
            diary.note(decided, partial(_decide, one, other, merge=what == "merged"))


def _couple(lives: Lives, what: str) -> Family:
    """A family of two, the same each time."""
    found = (lives.inventor.family(f"{lives.council.mark} twice {what} {number}") for number in range(50))
    return next(family for family in found if len(family.carers) > 1)


def _records(family: Family, contacts: Contacts, what: str) -> tuple[NewCarer, NewCarer]:
    """Who asked first, and who the second time: the partner from the same telephone, or the same person again."""
    first, partner = contacts.of(family)
    if what == "waiting":
        return first, replace(first, name=first.name.replace("-", " "), phone=None)
    return first, replace(partner, phone=first.phone)


def _decide(one: Written, other: Written, *, merge: bool) -> None:
    """A manager merges the two and closes what does not go on, or an officer proposes it."""
    closed = JourneyClosed(happened_on=clock.today(), stage="enquiry", initiator="applicant", reason="duplicate")
    by = one.by(closed if merge else EnquiryReceived(happened_on=clock.today()))
    act = merge_proposals.merge if merge else merge_proposals.propose
    act(
        one.household_id,
        other.household_id,
        people={1: 0},
        versions=(_version(one), _version(other)),
        because="partners",
        by=by,
    )
    if merge:
        now = clock.now()
        log.log(one.household_id, kind="note", direction=None, outcome=None, happened_at=now, text=TOLD, by=by)
        closings.close(one.household_id, other.journey_id, closed, by=by)


def _version(written: Written) -> int:
    return db.session.get_one(Household, written.household_id).version
