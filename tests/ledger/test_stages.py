"""`crm check` names a journey whose comings and goings do not lead from where it stood to where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm.commands import journeys
from crm.journey import events, flow
from tests import given
from tests.doors import Answer

ASKED, VISITED = date(2021, 4, 6), date(2021, 5, 4)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    """One household that asked and was visited; the number of its journey."""
    clock_at(date(2021, 12, 9))
    agency = given.agency()
    officer, home = given.officer(agency), given.household(agency)
    journey = given.journey(home, ASKED, by=officer)
    journeys.record(home, journey, events.VisitCompleted(happened_on=VISITED), by=officer)
    return journey


def test_stages_that_add_up_are_not_named(derby: int, cli: Callable[..., Answer]) -> None:
    assert cli("check").code == 0


def test_a_visit_that_nobody_entered_is_named_with_its_day_and_each_number(
    derby: int, cli: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    stays = flow.stays
    monkeypatch.setattr(flow, "stays", lambda journey, rulebook: stays(journey, rulebook)[:1])
    answer = cli("check")
    assert answer.code == 1
    went = "advanced 0 + withdrawn 0 + declined 0 + still there 1"
    visit = f"mainstream visit: carried in 0 + entered 0 is not {went}"
    assert answer.err.splitlines() == [
        f"derby: stages_add_up: journey {derby} on 2021-05-04, {visit}",
        f"derby: April to June 2021, {visit}",
    ]
