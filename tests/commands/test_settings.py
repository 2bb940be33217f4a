"""What a council decides for itself, and what follows for what is on record: past figures never move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import settings
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import events
from crm.ledger.check import check
from crm.register.settings import rulebook
from crm.register.settings import value as setting
from crm.reports import scope
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from tests import given

Clock = Callable[[datetime | date], None]

YEAR = Period(date(2021, 4, 1), date(2022, 3, 31))
MAY, JULY, DECEMBER = date(2021, 5, 1), date(2021, 7, 10), date(2021, 12, 9)
BEFORE = date(2021, 12, 8)


@pytest.fixture
def council(app: Flask, clock_at: Clock) -> tuple[int, Actor, int]:
    """An agency on 9 December 2021, its officer, and a household that asked in May and 70 days later."""
    clock_at(BEFORE)
    derby = given.agency()
    officer = given.officer(derby)
    home = given.household(derby)
    given.journey(home, MAY, by=officer)
    given.journey(home, JULY, by=officer)
    clock_at(DECEMBER)
    return derby, officer, home


def enquiries(known_on: date) -> int | None:
    found = quarterly(scope.of_agency("derby", scope.everybody()), YEAR, KnownOn(known_on))
    db.session.rollback()
    return found.this.value("mainstream", "activity.enquiries")


def wrong(agency_id: int, *homes: int) -> list[str]:
    found = list(check(agency_id, homes, rulebook(agency_id)))
    db.session.rollback()
    return found


def test_a_shorter_window_counts_more_from_now_on_and_moves_no_past_figure(
    council: tuple[int, Actor, int], clock_at: Clock
) -> None:
    derby, officer, home = council
    assert (enquiries(BEFORE), enquiries(DECEMBER)) == (1, 1)
    settings.change("enquiry_window_days", 60, valid_from=date(2020, 4, 1), agency_id=derby, by=officer)
    assert (enquiries(BEFORE), enquiries(DECEMBER)) == (1, 2)
    assert wrong(derby, home) == []
    clock_at(date(2021, 12, 10))
    settings.change("enquiry_window_days", 90, valid_from=date(2020, 4, 1), agency_id=derby, by=officer)
    assert [enquiries(day) for day in (BEFORE, DECEMBER, date(2021, 12, 10))] == [1, 2, 1]
    assert wrong(derby, home) == []


def test_what_is_recorded_after_a_change_is_counted_by_it_and_the_ledgers_still_fit(
    council: tuple[int, Actor, int], clock_at: Clock
) -> None:
    derby, officer, home = council
    settings.change("enquiry_window_days", 60, valid_from=date(2020, 4, 1), agency_id=derby, by=officer)
    clock_at(date(2022, 1, 5))
    other = given.household(derby)
    given.journey(other, date(2021, 9, 1), by=officer)
    given.journey(other, date(2021, 11, 5), by=officer)
    assert enquiries(date(2022, 1, 5)) == 4
    assert wrong(derby, home, other) == []


def test_trying_a_change_says_what_it_would_do_and_does_nothing(council: tuple[int, Actor, int]) -> None:
    derby, officer, _ = council
    found = settings.what_if("enquiry_window_days", 60, valid_from=date(2020, 4, 1), agency_id=derby, by=officer)
    assert (found.enquiries, found.moves) == (1, ())
    assert enquiries(DECEMBER) == 1
    assert setting("enquiry_window_days", derby, DECEMBER) == 90


def test_without_panel_a_reported_household_waits_for_its_decision_at_once(
    council: tuple[int, Actor, int], clock_at: Clock
) -> None:
    derby, officer, _ = council
    home = given.household(derby)
    journey = given.journey(home, date(2021, 6, 1), by=officer)
    for month, step in enumerate(given.STEPS[:6], start=6):
        given.record(home, journey, step(happened_on=date(2021, month, 2)), by=officer)
    since = date(2021, 1, 1)
    found = settings.what_if("panel_required", False, valid_from=since, agency_id=derby, by=officer)
    assert found.moves == (("panel", "decision", 1),)
    settings.change("panel_required", False, valid_from=since, agency_id=derby, by=officer)
    assert wrong(derby, home) == []
    given.approve(home, journey, events.HouseholdApproved(happened_on=DECEMBER, places=2), by=officer)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("enquiry_window_days", 0, "between 1 and 730"),
        ("enquiry_window_days", "ninety", "between 1 and 730"),
        ("exports_alone", 201, "between 1 and 200"),
        ("exports_kept_hours", 25, "between 1 and 24"),
        ("account_unused_days", 91, "between 30 and 90"),
        ("panel_required", 1, "must be yes or no"),
        ("closures", ["2026-02-30"], "must be days"),
        ("closures", ["2026-12-24", "2026-12-24"], "each day once"),
        ("sources", [{"code": "phone", "label": "Phone", "retired": True}], "at least one must be offered"),
        ("sources", [{"code": "a", "label": "Phone"}, {"code": "b", "label": "phone"}], "the same label"),
        (
            "route.mainstream",
            [
                {"name": "visit", "entered_by": "visit_completed", "needs": ["enquiry_received"]},
                {"name": "enquiry", "entered_by": "enquiry_received"},
            ],
            "come before it",
        ),
    ],
)
def test_what_a_setting_cannot_be_is_refused_in_words(
    council: tuple[int, Actor, int], name: str, value: object, said: str
) -> None:
    derby, officer, _ = council
    with pytest.raises(Refused, match=said):
        settings.change(name, value, valid_from=DECEMBER, agency_id=derby, by=officer)


def test_another_council_s_settings_are_not_there(council: tuple[int, Actor, int]) -> None:
    nottingham = given.agency("nottingham")
    with pytest.raises(NotFound):
        settings.change("most_places", 6, valid_from=DECEMBER, agency_id=nottingham, by=council[1])
