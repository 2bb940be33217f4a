"""Relatives of Derby with whom more children live than were named first: one with own weeks, one with none."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from crm.actor import system
from crm.commands import approval_days, journeys, placement_files
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.demo import days, nominated
from crm.demo.diary import Diary
from crm.demo.staff import recorders
from crm.extensions import db
from crm.journey.events import ApplicationReceived
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved
from crm.ledger.tables import EventRecord
from crm.people.tables import Household

SECOND, UNNAMED = "CH-39512", "CH-39633"
CAME, STAYS = timedelta(days=12), timedelta(days=6)  # so long ago: the second child, and the one nobody named


def second_child(slug: str, agency_id: int, diary: Diary, today: date) -> None:
    """A brother comes to relatives who have a child for a time: a journey of his own, with his own weeks (KC-2)."""
    day = days.office_day(today - CAME, today - timedelta(days=1))
    diary.note(day, partial(_he_comes, slug, agency_id, day))


def _he_comes(slug: str, agency_id: int, day: date) -> None:
    who = recorders(slug, agency_id)
    home = _approved_for_a_time(agency_id)[0]
    asked = ApplicationReceived(happened_on=day)
    journey = journeys.begin(home, route=Route.KINSHIP, first=asked, by=who(asked))
    ends_on = approval_days.temporary_ends_on(day)
    given = TemporarilyApproved(happened_on=day, named_children=(SECOND,), ends_on=ends_on)
    nominated.approve(agency_id, home, journey, given, by=who(given))


def unnamed(slug: str, agency_id: int, today: date) -> None:
    """The case system tells of a sister at other relatives, whom no temporary approval names (KC-6)."""
    home = db.session.get_one(Household, _approved_for_a_time(agency_id)[-1])
    told = ToldStay(2, home.reference, Stay(child=UNNAMED, offer=None, from_on=today - STAYS))
    placement_files.load(agency_id, [told], file=File(f"{slug}-moves.csv", "2" * 64, 1, 0), by=system(agency_id))


def _approved_for_a_time(agency_id: int) -> list[int]:
    """The households that were approved for a time, the earliest first, each once."""
    chosen = select(EventRecord.household_id).where(EventRecord.agency_id == agency_id)
    chosen = chosen.where(EventRecord.kind == TemporarilyApproved.kind)
    return list(dict.fromkeys(db.session.scalars(chosen.order_by(EventRecord.happened_on, EventRecord.id))))
