"""Relatives and adopters who are approved for a time are paid an allowance for the child too (NM-5)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest

from crm.commands import approval_days, placements
from crm.commands.stays import Stay
from crm.journey.kinship_events import AdopterApprovedForChild
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved
from tests import given, schemes
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take a second

SINCE = date(2026, 1, 12)


def placed(at: Desk, name: str, child: str, route: Route) -> str:
    """A household that is approved for a time for one child, aged 14, who lives with it since; its reference."""
    home = given.household(at.officer.agency_ids[0], name)
    journey = given.journey(home, SINCE, by=at.officer, route=route)
    ends_on = approval_days.temporary_ends_on(SINCE)
    given.record(
        home,
        journey,
        TemporarilyApproved(happened_on=SINCE, named_children=(child,), ends_on=ends_on)
        if route is Route.KINSHIP
        else AdopterApprovedForChild(happened_on=SINCE, named_children=(child,)),
        by=at.officer,
    )
    placements.place(home, Stay(child=child, offer=None, from_on=SINCE, born=date(2011, 12, 1)), by=at.officer)
    return at.reference(home)


def test_nm_5_children_with_relatives_and_adopters_count_in_the_minimum_and_in_the_year(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2026, 3, 1))
    at = desk()
    schemes.settle(at.officer, allowances=schemes.ALLOWANCES.replace("220", "219.50"))
    kin = placed(at, "Kit Example-Kin", "CH-1", Route.KINSHIP)
    adopters = placed(at, "Lark Example-Adopter", "CH-2", Route.MAINSTREAM)
    page = at.browser.get("/skills/minimum").text
    assert "2\N{NO-BREAK SPACE}children</strong> below the minimum, of 2 tested" in page
    assert kin in page and adopters in page
    done = at.browser.fill_in("/skills?on=2026-03-01", {"reason": "report"}, form="/skills/export?on=2026-03-01")
    rows = list(csv.DictReader(io.StringIO(done.get_data().decode("utf-8-sig"))))
    # 12 January to 31 March is 79 days of the financial year: 219.50 x 79 / 7
    assert [(row["Reference"], row["Fee in the year"], row["Allowance in the year"]) for row in rows] == [
        (kin, "0.00", "2477.21"),
        (adopters, "0.00", "2477.21"),
    ]
