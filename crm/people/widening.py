"""Who was asked whether they could offer more, and what carers would like: read for many households at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.people.contact_tables import SentLetter
from crm.people.merging import stands_for
from crm.people.profile_tables import HouseholdProfile
from crm.people.tables import Household
from crm.people.widening_tables import WideningAsk

LETTER = "could_offer_more"  # the template by which they are written to about it
NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Ask:
    """That the household which stands for the record was asked, at a moment, by an account; or written to."""

    household_id: int
    at: datetime
    by: int | None
    letter: bool  # or a message


def since(agency_id: int, moment: datetime) -> Iterator[Ask]:
    """Everything of the kind in an agency since a moment."""
    home = stands_for().label("home")
    columns = home, WideningAsk.asked_at, WideningAsk.asked_by, WideningAsk.task_id
    asked = select(*columns).join_from(WideningAsk, Household)
    for row in db.session.execute(asked.where(WideningAsk.agency_id == agency_id, WideningAsk.asked_at >= moment)):
        yield Ask(row.home, row.asked_at, row.asked_by, letter=row.task_id is None)
    written = select(home, SentLetter.asked_at, SentLetter.asked_by).join_from(SentLetter, Household)
    theirs = SentLetter.agency_id == agency_id, SentLetter.asked_at >= moment
    about = SentLetter.template == LETTER, SentLetter.state != NOT_SENT
    for sent in db.session.execute(written.where(*theirs, *about)):
        yield Ask(sent.home, sent.asked_at, sent.asked_by, letter=True)


def wishes_of(household_ids: Collection[int]) -> dict[int, HouseholdProfile]:
    """The homes of these households, where anything is known of them."""
    rows = db.session.scalars(select(HouseholdProfile).where(HouseholdProfile.household_id.in_(household_ids)))
    return {row.household_id: row for row in rows}
