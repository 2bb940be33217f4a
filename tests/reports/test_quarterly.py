"""The quarterly report on small histories that were counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import insert, select

from crm import clock
from crm.commands import journeys
from crm.extensions import db
from crm.journey import events
from crm.journey.beds import Book
from crm.journey.ranges import Route
from crm.ledger.tables import BedEntry, EventRecord
from crm.reports.period import Period, financial_year, quarter
from crm.reports.quarterly import Gap
from tests import given
from tests.reports.histories import (
    DAY,
    HALF,
    approved,
    enquired,
    left,
    line,
    load,
    merge,
    report,
    the_councils_half_year,
)

SetClock = Callable[[datetime | date], None]


@pytest.fixture
def derby(app: Flask, clock_at: SetClock) -> int:
    clock_at(date(2021, 12, 9))
    return given.agency("derby")


def test_the_councils_half_year_gives_its_published_figures(derby: int) -> None:
    the_councils_half_year(derby)
    found = report()
    assert line(found, "activity.approvals") == {
        "mainstream": 9, "kinship": 3, "supported_lodgings": 0, "all": 12,
    }  # fmt: skip
    assert line(found, "activity.deregistrations") == {
        "mainstream": 6, "kinship": 1, "supported_lodgings": 0, "all": 7,
    }  # fmt: skip
    assert line(found, "households.net") == {"mainstream": 3, "kinship": 2, "supported_lodgings": 0, "all": 5}
    assert line(found, "places.net") == {"mainstream": 5, "kinship": 3, "supported_lodgings": 0, "all": 8}
    assert found.this.moved("mainstream", Book.PLACES) == (14, 9)
    assert found.this.value("mainstream", "places.opening") == 9
    assert found.this.value("mainstream", "places.closing") == 14
    assert found.this.reconciles is True


def test_days_at_both_ends_are_inside_and_their_neighbours_are_not(derby: int) -> None:
    for day in (HALF.first - DAY, HALF.first, HALF.last, HALF.last + DAY):
        load(derby, enquired(day))
        load(derby, approved(day, 2))
        load(derby, approved(date(2019, 1, 1), 3), left(day))
    found = report()
    assert found.this.value("mainstream", "activity.enquiries") == 2
    assert found.this.value("mainstream", "places.new_approvals") == 4
    assert found.this.value("mainstream", "places.deregistrations") == 6
    assert found.this.value("mainstream", "places.opening") == 2 + 3 * 3
    assert found.this.value("mainstream", "places.closing") == 2 * 3 + 3


def test_a_quarter_past_midnight_on_1_april_is_of_the_new_year_though_utc_is_an_hour_behind(
    app: Flask, clock_at: SetClock
) -> None:
    clock_at(datetime(2021, 3, 31, 23, 15, tzinfo=UTC))  # 00:15 in London
    home = given.household(agency := given.agency("derby"))
    given.journey(home, clock.today(), by=given.officer(agency))
    clock_at(date(2021, 12, 9))
    assert report().this.value("mainstream", "activity.enquiries") == 1
    march = report(period=Period(date(2021, 3, 1), date(2021, 3, 31)))
    assert march.this.value("mainstream", "activity.enquiries") == 0
    # Recorded on 1 April in London: not known on 31 March, known on the next day.
    assert report(period=Period(HALF.first, HALF.first), known_on=date(2021, 4, 1)).this.value(
        "mainstream", "activity.enquiries"
    ) == 1  # fmt: skip


def test_a_correction_moves_todays_figure_and_not_the_one_known_before_it(app: Flask, clock_at: SetClock) -> None:
    clock_at(date(2021, 5, 4))
    agency = given.agency("derby")
    officer = given.officer(agency)
    home = given.household(agency)
    given.journey(home, date(2021, 5, 4), by=officer)
    clock_at(date(2022, 1, 10))
    enquiry = db.session.query(EventRecord).one().id
    moved = events.EnquiryReceived(happened_on=date(2021, 3, 4))
    journeys.correct(home, enquiry, moved, reason="wrong_date", by=officer)
    assert report(known_on=date(2021, 12, 9)).this.value("mainstream", "activity.enquiries") == 1
    assert report(known_on=date(2022, 1, 9)).this.value("mainstream", "activity.enquiries") == 1
    assert report(known_on=date(2022, 1, 10)).this.value("mainstream", "activity.enquiries") == 0
    assert report().this.value("mainstream", "activity.enquiries") == 0


def test_transfers_have_lines_of_their_own_and_count_as_approvals_and_deregistrations(derby: int) -> None:
    load(derby, approved(date(2021, 5, 1), 2, transferred_from="ifa"), route=Route.TRANSFER_IN)
    load(derby, approved(date(2018, 5, 1), 3), left(date(2021, 6, 1), "ifa"))
    load(derby, approved(date(2018, 5, 1), 1), left(date(2021, 6, 1), "none"))
    found = report().this
    assert found.value("mainstream", "activity.approvals") == 1
    assert found.value("mainstream", "activity.deregistrations") == 2
    assert found.value("mainstream", "places.new_approvals") == 0
    assert found.value("mainstream", "places.transfers_in") == 2
    assert found.value("mainstream", "places.transfers_out") == 3
    assert found.value("mainstream", "places.deregistrations") == 1
    assert found.value("mainstream", "households.transfers_out") == 1
    assert found.value("mainstream", "households.deregistrations") == 1
    assert found.reconciles


def test_a_reclassified_household_leaves_one_book_and_joins_the_other_on_one_day(derby: int) -> None:
    home = load(derby, approved(date(2020, 5, 1), 1), route=Route.KINSHIP)
    load(derby, approved(date(2021, 5, 1), 3), household=home)
    found = report()
    assert line(found, "activity.approvals")["all"] == 0
    assert line(found, "activity.deregistrations")["all"] == 0
    assert found.this.value("kinship", "places.reclassified_out") == 1
    assert found.this.value("mainstream", "places.reclassified_in") == 3
    assert line(found, "households.net") == {
        "mainstream": 1, "kinship": -1, "supported_lodgings": 0, "all": 0,
    }  # fmt: skip
    assert line(found, "places.net")["all"] == 2
    assert found.this.value("all", "approved_and_still_active") == 0
    assert found.this.reconciles


def test_changes_of_terms_extended_homes_and_errors_each_have_their_line(derby: int) -> None:
    changed = events.TermsChanged
    load(
        derby,
        approved(date(2020, 5, 1), 2),
        changed(happened_on=date(2021, 4, 1), places=3),
        changed(happened_on=date(2021, 5, 1), places=5, cause="capital_scheme"),
        changed(happened_on=date(2021, 6, 1), places=1),
        changed(happened_on=date(2021, 7, 1), places=3, cause="adjustment"),
    )
    load(derby, approved(date(2020, 5, 1), 4), left(date(2021, 8, 1), reason="administrative_error"))
    found = report().this
    lines = ("terms_increases", "capital_scheme", "terms_decreases", "adjustments", "net")
    assert [found.value("mainstream", f"places.{each}") for each in lines] == [1, 2, 4, 2 - 4, -3]
    assert found.value("mainstream", "households.adjustments") == -1
    assert found.value("mainstream", "activity.deregistrations") == 0
    assert found.moved("mainstream", Book.PLACES) == (3, 4 + 2)
    assert found.reconciles


def test_an_end_that_lies_ahead_is_no_loss_until_its_day(app: Flask, clock_at: SetClock) -> None:
    clock_at(date(2021, 6, 1))
    load(given.agency("derby"), approved(date(2020, 5, 1), 2), left(date(2021, 6, 20)))
    assert report().this.value("mainstream", "places.deregistrations") == 0
    assert report().this.value("mainstream", "places.closing") == 2
    clock_at(date(2021, 6, 20))
    assert report().this.value("mainstream", "places.deregistrations") == 2
    assert report().this.value("mainstream", "places.closing") == 0
    assert report(known_on=date(2021, 6, 19)).this.value("mainstream", "places.closing") == 2
    assert report(known_on=date(2021, 6, 19)).this.reconciles


def test_supported_lodgings_are_counted_apart_and_never_in_all(derby: int) -> None:
    load(derby, enquired(date(2021, 5, 1)), approved(date(2021, 6, 1), 2), route=Route.SUPPORTED_LODGINGS)
    load(derby, enquired(date(2021, 5, 1)), approved(date(2021, 6, 1), 1), route=Route.SHORT_BREAK)
    found = report()
    for name, apart, total in (("activity.enquiries", 1, 1), ("places.net", 2, 1), ("households.closing", 1, 1)):
        assert found.this.value("supported_lodgings", name) == apart
        assert found.this.value("all", name) == total


def test_approved_and_still_active_is_as_at_the_periods_end(derby: int) -> None:
    load(derby, approved(date(2021, 5, 1), 1))
    load(derby, approved(date(2021, 5, 1), 1), left(date(2021, 9, 30)))
    load(derby, approved(date(2021, 5, 1), 1), left(date(2021, 10, 1)))
    found = report().this
    assert found.value("mainstream", "activity.approvals") == 3
    assert found.value("mainstream", "approved_and_still_active") == 2


def test_an_enquiry_inside_90_days_of_a_counted_one_is_not_counted(derby: int) -> None:
    home = load(derby, enquired(date(2021, 4, 1)))
    load(derby, enquired(date(2021, 6, 29)), household=home)  # 89 days
    load(derby, enquired(date(2021, 6, 30)), household=home)  # 90 days
    assert report().this.value("mainstream", "activity.enquiries") == 2


def test_quarters_sum_to_the_year_and_each_opens_as_the_one_before_closed(derby: int) -> None:
    the_councils_half_year(derby)
    load(derby, enquired(date(2021, 11, 1)))
    year = report(period=financial_year(HALF.first)).this
    parts = [report(period=quarter(date(2021, month, 1))).this for month in (4, 7, 10)]  # January lies ahead
    for population in ("mainstream", "kinship", "all"):
        for name in ("activity.enquiries", "places.new_approvals", "places.deregistrations", "households.net"):
            assert sum(each.value(population, name) or 0 for each in parts) == year.value(population, name)
        for before, after in zip(parts, parts[1:], strict=False):
            assert before.value(population, "places.closing") == after.value(population, "places.opening")


def test_a_period_that_lies_ahead_has_no_figures_which_is_not_0(derby: int) -> None:
    load(derby, approved(date(2021, 5, 1), 1))
    found = report(period=Period(date(2021, 12, 10), date(2022, 3, 31)))
    assert found.this.value("mainstream", "places.opening") is None
    assert found.this.reconciles is None
    assert found.same_period_last_year.value("mainstream", "places.opening") == 0
    begun = report(period=Period(date(2021, 12, 9), date(2022, 3, 31)))
    assert begun.this.value("mainstream", "places.opening") == 1
    assert begun.this.value("mainstream", "activity.enquiries") == 0


def test_comparators_are_the_same_days_a_year_before_and_the_financial_year_before(derby: int) -> None:
    load(derby, enquired(date(2020, 4, 1)))
    load(derby, enquired(date(2020, 10, 1)))
    load(derby, enquired(date(2021, 4, 1)))
    found = report()
    assert found.same_period_last_year.period == Period(date(2020, 4, 1), date(2020, 9, 30))
    assert found.last_full_year.period == Period(date(2020, 4, 1), date(2021, 3, 31))
    assert [each.value("all", "activity.enquiries") for each in found.columns] == [1, 1, 2]


def test_a_merge_reconciles_and_leaves_what_was_known_before_it(app: Flask, clock_at: SetClock) -> None:
    clock_at(date(2021, 8, 1))
    derby = given.agency("derby")
    kinship = load(derby, approved(date(2020, 5, 1), 1), route=Route.KINSHIP)
    mainstream = load(derby, approved(date(2021, 5, 1), 3))
    clock_at(date(2021, 12, 9))
    merge(derby, kinship, mainstream)
    assert report().this.value("mainstream", "households.reclassified_in") == 1
    assert report().this.reconciles
    before = report(known_on=date(2021, 12, 8)).this
    assert before.value("mainstream", "households.new_approvals") == 1
    assert before.value("kinship", "households.closing") == 1
    assert before.reconciles


def test_a_gap_between_the_ledger_and_the_households_records_is_named_and_not_plugged(derby: int) -> None:
    load(derby, approved(date(2021, 5, 1), 2))
    columns = BedEntry.__table__.c
    row = db.session.execute(select(*columns).where(columns.book == "places")).mappings().one()
    db.session.execute(insert(BedEntry).values(**{**row, "id": row["id"] + 100, "quantity": 1}))
    db.session.commit()
    found = report().this
    assert found.reconciles is False
    assert found.value("mainstream", "places.new_approvals") == 3
    assert found.value("mainstream", "places.closing") == 2
    assert found.gaps == (Gap("mainstream", Book.PLACES, 0, 3, 2), Gap("all", Book.PLACES, 0, 3, 2))


def test_an_approval_that_did_not_happen_is_in_no_book(derby: int) -> None:
    home = given.household(derby)
    _, approval = given.approved(home, date(2021, 5, 1), 2, by=given.officer(derby))
    assert report().this.value("mainstream", "places.closing") == 2
    journeys.strike_out(home, approval, reason="did_not_happen", by=given.officer(derby))
    found = report().this
    assert found.value("mainstream", "places.new_approvals") == 0
    assert found.value("mainstream", "places.closing") == 0
    assert found.value("mainstream", "approved_and_still_active") == 0
    assert found.reconciles
