"""What is in no sum of the books stands beside them: temporary approvals, short breaks only, notice that runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import system
from crm.exchange.quarterly import beside
from crm.journey.events import EnquiryReceived, HouseholdApproved, JourneyClosed, NoticeReceived
from crm.journey.kinship_events import AdopterApprovedForChild
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved
from crm.reports import scope
from crm.reports.memo import Memo
from crm.reports.memo import memo as memo_of
from crm.reports.period import KnownOn, quarter
from crm.reports.quarterly import quarterly
from tests import given
from tests.reports.histories import load

ASKED = EnquiryReceived(happened_on=date(2021, 8, 1))
FOR_TWO = TemporarilyApproved(
    happened_on=date(2021, 8, 2), named_children=("CH-1", "CH-2"), ends_on=date(2021, 11, 22)
)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2022, 3, 9))
    return given.agency("derby")


def memo(derby: int, day: date, known_on: date = date(2022, 3, 9)) -> Memo:
    found = memo_of(scope.of_agency("derby", system(derby)), quarter(day), KnownOn(known_on))
    assert found is not None
    return found


def test_b_8_temporary_approvals_are_counted_beside_the_books_while_they_cover_the_day(derby: int) -> None:
    load(derby, ASKED, FOR_TWO, route=Route.KINSHIP)
    load(derby, ASKED, AdopterApprovedForChild(happened_on=date(2021, 8, 9), named_children=("CH-3",)))
    closed = JourneyClosed(happened_on=date(2021, 9, 1), stage="enquiry", initiator="applicant", reason="AW0")
    load(derby, ASKED, FOR_TWO, closed, route=Route.KINSHIP)
    approved = HouseholdApproved(happened_on=date(2021, 9, 30), places=1)
    load(derby, ASKED, FOR_TWO, approved, route=Route.KINSHIP)
    found = memo(derby, date(2021, 9, 30))
    assert (found.temporary_households, found.temporary_children) == (1, 2)
    assert (found.adopter_households, found.adopter_children) == (1, 1)
    assert memo(derby, date(2021, 11, 1)).temporary_households == 0  # it ran out on 22 November
    assert memo(derby, date(2021, 9, 1), date(2021, 9, 29)).on == date(2021, 9, 29)


def test_what_was_recorded_later_is_not_in_what_was_known(derby: int, clock_at: Callable[..., None]) -> None:
    load(derby, ASKED, FOR_TWO, route=Route.KINSHIP, recorded_at=datetime(2021, 12, 1).astimezone())
    assert memo(derby, date(2021, 9, 30)).temporary_households == 1
    assert memo(derby, date(2021, 9, 30), date(2021, 11, 30)).temporary_households == 0


def test_b_14_what_is_for_short_breaks_only_gives_no_full_time_bed(derby: int) -> None:
    load(derby, HouseholdApproved(happened_on=date(2021, 9, 30), places=2), route=Route.SHORT_BREAK)
    load(derby, HouseholdApproved(happened_on=date(2021, 9, 1), places=3))
    gives = NoticeReceived(happened_on=date(2021, 9, 20), ends_on=date(2021, 10, 18), reason="retired")
    load(derby, HouseholdApproved(happened_on=date(2020, 1, 6), places=1), gives)
    found = memo(derby, date(2021, 9, 30))
    assert (found.short_break_households, found.short_break_places) == (1, 2)
    report = quarterly(
        scope.of_agency("derby", system(derby)), quarter(date(2021, 9, 30)), KnownOn(date(2022, 3, 9))
    )
    said = [each.sentence for each in beside.lines(report.this, found)]
    assert said[0] == "Approved for a time (regulation 24): 0 households, 0 children. No bed comes of it (B-8)"
    assert said[2:] == [
        "Mainstream, for short breaks only: 1 household, 2 places. Without them 4 of the 6 mainstream beds are "
        "full-time (B-14)",
        "Notice is running, mainstream: 1 household, 1 place. They still count in the closing, and leave on a "
        "later day (B-4)",
    ]
