"""Journeys are tied to households by dated rows: a merge or a split rewrites nothing, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import text

from crm.commands import command
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.ledger.check import check
from crm.ledger.journal import Writing
from crm.register import settings
from tests import given


@command
def tie(agency_id: int, journey_id: int, household_id: int, other: int) -> None:
    turn = Writing(agency_id, settings.rulebook(agency_id), by=None)
    turn.load([household_id, other])
    turn.tie([journey_id], household_id, "merge")
    turn.write()


def counted() -> int:
    query = text("SELECT coalesce(sum(quantity), 0) FROM stage_entry WHERE kind = 'enquiry_received'")
    return int(db.session.execute(query).scalar_one())


def test_two_enquiries_of_one_household_count_once_from_the_merge_on_and_twice_again_when_undone(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2021, 6, 1))
    derby = given.agency()
    officer = given.officer(derby)
    first, second = given.household(derby), given.household(derby, "Sam Example-Finch")
    given.journey(first, EnquiryReceived(happened_on=date(2021, 5, 1)), by=officer)
    partner = given.journey(second, EnquiryReceived(happened_on=date(2021, 5, 20)), by=officer)
    assert counted() == 2
    clock_at(date(2021, 6, 10))
    tie(derby, partner, first, second)
    assert counted() == 1
    known_before = "SELECT sum(quantity) FROM stage_entry WHERE kind = 'enquiry_received' AND recorded_at < :moment"
    assert db.session.execute(text(known_before), {"moment": "2021-06-09 00:00:00"}).scalar() == 2
    clock_at(date(2021, 6, 20))
    tie(derby, partner, second, first)
    assert counted() == 2
    assert list(check(derby, [first, second], settings.rulebook(derby))) == []
