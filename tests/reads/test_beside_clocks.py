"""Clocks that no event starts: papers for panel, and records that another service was asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import checks, journeys, panel_items, panels
from crm.commands.checks import Step
from crm.journey import events
from crm.reads import at_risk
from crm.reads.filters import Filters
from tests import given, panelling

pytestmark = pytest.mark.slow  # together they take seconds

ClockAt = Callable[[date], None]
APPLIED = date(2025, 11, 3)


@pytest.fixture
def by(app: Flask, clock_at: ClockAt) -> Actor:
    clock_at(date(2025, 12, 12))
    return given.officer(given.agency())


def due(rule: str, by: Actor) -> list[tuple[date, str]]:
    """The days of a rule's clocks that run now, and how near each is."""
    asked = Filters(sort="due", descending=False)
    found = at_risk.export(asked, at_risk.ALL, rule, "audit", by)
    return [(line.item.clock.due_on, state) for line, state in found if line.item and line.item.clock]


@pytest.mark.parametrize(("rule", "code"), [("S1-14", "service_records"), ("S1-15", "adoption_records")])
def test_records_that_were_asked_for_are_open_within_15_working_days(
    by: Actor, clock_at: ClockAt, rule: str, code: str
) -> None:
    home = given.household(by.agency_ids[0])
    begun = given.journey(home, APPLIED, by=by)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(home, begun, step(happened_on=APPLIED), by=by)
    assert due(rule, by) == []
    asked = [(code, "household")]
    checks.record(home, begun, asked, Step("requested", date(2025, 12, 12)), by=by)
    assert due(rule, by) == [(date(2026, 1, 7), "month")]  # over Christmas and New Year
    clock_at(date(2026, 1, 8))
    checks.record(home, begun, asked, Step("chased", date(2026, 1, 8)), by=by)
    assert due(rule, by) == [(date(2026, 1, 7), "late")]
    checks.record(home, begun, asked, Step("received", date(2026, 1, 8)), by=by)
    assert due(rule, by) == []


def test_pn_6_papers_go_five_working_days_before_panel_and_the_clock_stops_when_they_have(
    by: Actor, clock_at: ClockAt
) -> None:
    clock_at(date(2026, 3, 20))
    derby = by.agency_ids[0]
    planned = panelling.planned(derby, date(2026, 4, 8), by, capacity=2)
    _home, journey = panelling.ready(derby, date(2026, 3, 16), by)
    assert due("PN-6", by) == []
    panel_items.put_on(planned.panel, journey, by=by)
    assert due("PN-6", by) == [(date(2026, 3, 30), "month")]  # over Good Friday and Easter Monday
    clock_at(date(2026, 3, 31))
    assert due("PN-6", by) == [(date(2026, 3, 30), "late")]
    panels.send_papers(planned.panel, version=panelling.version(planned.panel), by=by)
    assert due("PN-6", by) == []
