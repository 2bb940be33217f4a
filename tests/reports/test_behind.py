"""The list behind a figure comes to what the figure says: for every figure, population and known-on day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.commands import journeys, people
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.households import NewCarer
from crm.reports import scope
from crm.reports.behind import lines
from crm.reports.figures import FIGURES, MEMBERS, Source, named, told_of
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from crm.reports.rows import COLUMNS, of, rows
from crm.reports.scope import Scope
from tests import given
from tests.databases import Database
from tests.reports.histories import HALF, approved, enquired, left, load, merge, the_councils_half_year


@pytest.fixture
def hub(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> Scope:
    """A hub with everything in it that has a line of its own, with late news and a merge."""
    clock_at(date(2021, 8, 1))
    database.filled("a hub with late news and a merge", lambda: _late_news(clock_at))
    clock_at(date(2021, 12, 9))
    return scope.of_hub("d2n2", scope.everybody())


def _late_news(clock_at: Callable[[datetime | date], None]) -> None:
    derby, nottingham = given.agency("derby", hub="d2n2"), given.agency("nottingham", hub="d2n2")
    the_councils_half_year(derby)
    _everything(nottingham)
    officer = given.officer(derby)
    home = given.household(derby)
    journey, approval = given.approved(home, date(2021, 7, 1), 2, by=officer)
    clock_at(date(2021, 12, 9))
    journeys.correct(
        home, approval, events.HouseholdApproved(happened_on=date(2021, 7, 2), places=3), reason="wrong", by=officer
    )
    journeys.record(home, journey, events.TermsChanged(happened_on=date(2021, 9, 1), places=1), by=officer)
    merge(derby, load(derby, enquired(date(2021, 6, 1))), load(derby, enquired(date(2021, 5, 1))))


def _everything(agency: int) -> None:
    load(agency, enquired(date(2021, 4, 1)), events.VisitCompleted(happened_on=date(2021, 4, 20)))
    load(agency, enquired(date(2021, 5, 1)), route=Route.SUPPORTED_LODGINGS)
    load(agency, events.ApplicationReceived(happened_on=date(2021, 5, 2)), route=Route.KINSHIP)
    load(agency, approved(date(2021, 5, 1), 2, transferred_from="ifa"), route=Route.TRANSFER_IN)
    load(agency, approved(date(2019, 5, 1), 2), left(date(2021, 8, 1), "other_la"))
    load(agency, approved(date(2019, 5, 1), 2), left(date(2021, 8, 1), reason="administrative_error"))
    home = load(agency, approved(date(2020, 5, 1), 1), route=Route.KINSHIP)
    load(agency, approved(date(2021, 6, 1), 3), household=home)
    for number, cause in ((3, "terms"), (2, "terms"), (4, "capital_scheme"), (1, "adjustment")):
        change = events.TermsChanged(happened_on=date(2021, 4, number), places=number, cause=cause)
        load(agency, approved(date(2020, 1, number), 2 if number > 2 else 4), change)


@pytest.mark.parametrize("known_on", [date(2021, 8, 1), date(2021, 12, 9)])
def test_the_lines_come_to_the_figure_for_every_figure_and_population(hub: Scope, known_on: date) -> None:
    known = KnownOn(known_on)
    report = quarterly(hub, HALF, known)
    assert report.this.reconciles
    seen = set()
    for asked, column in [(hub, report.this), *((council.alone, column) for council, column in report.agencies)]:
        for population in MEMBERS:
            for figure in FIGURES.values():
                value = column.value(population, figure.name)
                if figure.source == Source.DISTINCT and not asked.is_hub:
                    assert value is None
                    continue
                found = lines(asked, figure, population, known.counted(HALF), known.before)
                assert sum(line.quantity for line in found) == value, (asked.slug, population, figure.name)
                if figure.unit != "place" and figure.source != Source.NET and figure.line != "adjustments":
                    assert len(found) == value
                if value:
                    seen.add(figure.name)
    told = {name for name, each in FIGURES.items() if told_of(each, hub)}
    assert seen == told  # so that none was compared at 0 only


def test_a_line_names_the_event_that_counts_its_day_and_since_when_it_is_known(hub: Scope) -> None:
    known = KnownOn(date(2021, 12, 9))
    gained = lines(hub, FIGURES["places.new_approvals"], "mainstream", HALF, known.before)
    corrected = next(line for line in gained if line.on == date(2021, 7, 2))
    assert (corrected.quantity, corrected.what) == (3, "new_approval")
    assert corrected.recorded_at.date() == date(2021, 12, 9)
    before = lines(hub, FIGURES["places.new_approvals"], "mainstream", HALF, KnownOn(date(2021, 8, 1)).before)
    assert [line.quantity for line in before if line.on == date(2021, 7, 1)][0] == 2


def test_a_household_that_enquired_at_two_agencies_is_one_among_the_distinct(
    app: Flask, clock_at: Callable[[datetime | date], None]
) -> None:
    clock_at(date(2021, 9, 30))
    homes = [
        ("derby", "rowan@example.com", None),
        ("nottingham", " Rowan@Example.com ", "+44 7700 900123"),
        ("derby", None, "07700 900 123"),
        ("nottingham", None, None),
        ("derby", None, None),
        ("derby", "wren@example.com", "900123"),
    ]
    ids = {slug: given.agency(slug, hub="d2n2") for slug in ("derby", "nottingham")}
    for slug, email, phone in homes:
        load(ids[slug], enquired(date(2021, 5, 1)), household=given.household(ids[slug], email=email, phone=phone))
    hub = scope.of_hub("d2n2", scope.everybody())
    found = quarterly(hub, HALF, KnownOn(date(2021, 9, 30)))
    assert found.this.value("all", "activity.enquiries") == 6
    assert found.this.value("all", "activity.enquiries_distinct") == 4
    assert found.same_period_last_year.value("all", "activity.enquiries_distinct") == 0
    year = Period(date(2021, 4, 1), date(2022, 3, 31))
    assert quarterly(hub, year, KnownOn(date(2021, 9, 30))).this.value("all", "activity.enquiries_distinct") == 4


def test_contact_details_put_right_later_leave_the_distinct_count_of_a_past_day_as_it_was(
    app: Flask, clock_at: Callable[[datetime | date], None]
) -> None:
    clock_at(date(2021, 9, 30))
    ids = {slug: given.agency(slug, hub="d2n2") for slug in ("derby", "nottingham")}
    homes = [given.household(each, email="rowan@example.com") for each in ids.values()]
    for agency_id, home in zip(ids.values(), homes, strict=True):
        load(agency_id, enquired(date(2021, 5, 1)), household=home)
    hub = scope.of_hub("d2n2", scope.everybody())

    def distinct(*known_on: date) -> list[int | None]:
        reports = (quarterly(hub, HALF, KnownOn(day)) for day in known_on)
        return [report.this.value("all", "activity.enquiries_distinct") for report in reports]

    first, second, third = date(2021, 9, 30), date(2021, 10, 4), date(2021, 10, 5)
    assert distinct(first) == [1]
    clock_at(second)
    by = given.officer(*ids.values())
    wren = NewCarer("Wren Example-Marsh", "wren@example.com")
    people.change_carer(
        homes[1], 1, name=wren.name, email=wren.email, phone=None, nature="corrected", version=1, by=by
    )
    assert distinct(first, second) == [1, 2]
    clock_at(third)
    people.add_carer(homes[1], name="Rowan Example-Marsh", email="rowan@example.com", phone=None, version=2, by=by)
    assert distinct(first, second, third) == [1, 2, 1]


@pytest.mark.parametrize("day", [date(2021, 8, 15), date(2021, 12, 9)])
def test_the_rows_read_together_are_the_lines_of_each_figure(hub: Scope, day: date) -> None:
    report = quarterly(hub, HALF, KnownOn(day))
    kept, some = rows(report), {("this", "all", "places.net"), ("this", "kinship", "households.opening")}
    of_some = rows(report, some)
    names = [*FIGURES, *{name for _, _, name in kept}]
    for column, held in zip(COLUMNS, report.columns, strict=True):
        for population in MEMBERS:
            for name in names:
                figure, counted = named(name), report.known_on.counted(held.period)
                assert figure is not None
                if name not in FIGURES and column != "this":
                    continue
                listed = lines(hub, figure, population, counted, report.known_on.before)
                found = of(kept, (column, population, name))
                assert sorted((row.event, row.quantity) for row in found) == sorted(
                    (line.event_id, line.quantity) for line in listed
                ), (column, population, name)
    for key in some:
        assert of(of_some, key) == of(kept, key) != []
