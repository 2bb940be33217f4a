"""Notice that runs at the end of a period is said beside the beds, and is in no sum (B-4, B-17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import system
from crm.commands import journeys
from crm.journey.events import HouseholdApproved, NoticeReceived
from crm.journey.ranges import Route
from crm.reports import notice, scope
from crm.reports.notice import Leaving
from crm.reports.period import KnownOn, quarter
from tests import given
from tests.reports.histories import load

GIVEN, ENDS = date(2021, 9, 10), date(2021, 10, 8)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return given.agency("derby")


def leaving(derby: int, day: date, known_on: date) -> list[Leaving]:
    derbys = scope.of_agency("derby", system(derby))
    return list(notice.running(derbys, quarter(day), KnownOn(known_on)))


def test_it_is_said_from_the_day_of_receipt_to_the_end_as_was_known(
    derby: int, clock_at: Callable[[datetime | date], None]
) -> None:
    gives = NoticeReceived(happened_on=GIVEN, ends_on=ENDS, reason="retired")
    home = load(derby, HouseholdApproved(happened_on=date(2020, 1, 6), places=3))
    load(derby, HouseholdApproved(happened_on=date(2020, 1, 6), places=1), gives, route=Route.KINSHIP)
    clock_at(date(2021, 12, 8))
    journeys.record(home, 1, gives, by=given.officer(derby))
    assert leaving(derby, GIVEN, date(2021, 12, 7)) == [Leaving("kinship", 1, 1)]
    both = [Leaving("kinship", 1, 1), Leaving("mainstream", 1, 3)]
    assert leaving(derby, GIVEN, date(2021, 12, 8)) == both
    assert leaving(derby, date(2021, 6, 30), date(2021, 12, 8)) == []  # not received yet
    assert leaving(derby, ENDS, date(2021, 12, 8)) == []  # gone


def test_a_period_that_has_not_begun_has_nobody_who_leaves(derby: int) -> None:
    assert leaving(derby, date(2022, 2, 1), date(2021, 12, 9)) == []
