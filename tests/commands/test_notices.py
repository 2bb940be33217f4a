"""RV-9: each council that placed a child with a household has a copy of the notice: a next step asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor
from crm.commands import journeys, placements, ranges
from crm.commands.placements import Stay
from crm.extensions import db
from crm.journey.care_events import UnannouncedVisitMade
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import RevisionProposed
from crm.people.work_tables import Task
from tests import given

TODAY, APPROVED = date(2024, 6, 3), date(2023, 5, 1)
REVISION = RevisionProposed(happened_on=TODAY, places=3)
TERMINATION = TerminationProposed(happened_on=TODAY, answer_by=date(2024, 7, 1))


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 3 June 2024."""
    clock_at(TODAY)
    return given.officer(given.agency())


def asked() -> list[tuple[str | None, date]]:
    found = [(each.what, each.due_on) for each in db.session.scalars(select(Task))]
    db.session.rollback()
    return found


@pytest.mark.parametrize("kind", ["revision", "termination"])
@pytest.mark.parametrize("placed", [True, False])
def test_rv_9_a_copy_of_the_notice_is_asked_for_where_a_child_lives(derby: Actor, kind: str, placed: bool) -> None:
    home = given.household(derby.agency_ids[0])
    journey_id, _ = given.approved(home, APPROVED, 2, by=derby, agreed=True)
    if placed:
        placements.place(home, Stay(child="CH-1", offer=None, from_on=APPROVED), by=derby)
    journeys.record(home, journey_id, UnannouncedVisitMade(happened_on=TODAY), by=derby)
    assert asked() == []
    if kind == "revision":
        ranges.propose(home, journey_id, REVISION, support="None", by=derby)
    else:
        journeys.record(home, journey_id, TERMINATION, by=derby)
    wanted = "Send a copy of the notice to every other council that has placed a child here (RV-9)"
    assert asked() == ([(wanted, date(2024, 6, 8))] if placed else [])
