"""Stage by stage in the quarterly report: its numbers, the lists behind them, and what was known on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from flask import Flask

from crm.commands import journeys
from crm.commands import settings as council
from crm.journey import events, flow
from crm.journey.flow import Part
from crm.journey.household import Journey
from crm.journey.ranges import Population, Route
from crm.register import settings
from crm.reports import identities, in_play, scope, stages
from crm.reports.behind import lines
from crm.reports.figures import MEMBERS, of_stage
from crm.reports.period import KnownOn, Period
from crm.reports.stages import Stages
from tests import given
from tests.doors import Answer
from tests.reports.histories import enquired, load, merge, report

pytestmark = pytest.mark.slow  # together they take seconds

QUARTER = Period(date(2021, 4, 1), date(2021, 6, 30))
ALWAYS = Period(date(2000, 1, 1), date(2021, 12, 9))
ASKED = ("report", "quarterly", "--from", "2021-04-01", "--to", "2021-06-30", "--format", "json")


def visited(on: date) -> events.VisitCompleted:
    return events.VisitCompleted(happened_on=on)


def closed(on: date, by: str | None = None) -> events.JourneyClosed:
    return events.JourneyClosed(happened_on=on, initiator=by)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    """Enquiries and visits of a quarter, what was over before it, and what came after."""
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby", hub="d2n2")
    load(agency, enquired(date(2021, 3, 1)))
    load(agency, enquired(date(2021, 3, 2)), visited(date(2021, 4, 1)))
    load(agency, enquired(date(2021, 4, 1)), visited(date(2021, 5, 1)), closed(date(2021, 6, 30), "applicant"))
    load(agency, enquired(date(2021, 4, 2)), closed(date(2021, 4, 3), "service"))
    load(agency, enquired(date(2021, 1, 1)), closed(date(2021, 3, 31)))
    load(agency, enquired(date(2021, 7, 1)))
    load(agency, enquired(date(2021, 5, 1)), route=Route.KINSHIP)
    reopened = events.JourneyReopened(happened_on=date(2021, 6, 1))
    load(agency, enquired(date(2020, 1, 1)), closed(date(2020, 2, 1)), reopened)
    return agency


def of_derby(known_on: date = date(2021, 12, 9), period: Period = QUARTER) -> Stages:
    return stages.read(scope.of_agency("derby", scope.everybody()), period, KnownOn(known_on))


def counts(found: Stages, stage: str, population: str = "mainstream") -> list[int | None]:
    """Carried in, entered; advanced, withdrawn, declined, still there."""
    return [found.value(MEMBERS[population], stage, part) for part in Part]


def test_a_quarter_has_the_flow_that_one_counts_by_hand(derby: int) -> None:
    found = of_derby()
    assert counts(found, "enquiry") == [2, 3, 2, 0, 1, 2]
    assert counts(found, "visit") == [0, 2, 0, 1, 0, 1]
    assert counts(found, "enquiry", "kinship") == [0, 1, 0, 0, 0, 1]
    assert counts(found, "enquiry", "all") == [2, 4, 2, 0, 1, 3]
    assert found.order[Population.MAINSTREAM][:4] == ("enquiry", "contact", "visit", "application")
    assert "approved" not in found.order[Population.MAINSTREAM]
    assert found.gaps == ()


def test_what_is_left_unread_counts_for_nothing(derby: int) -> None:
    known = KnownOn(date(2021, 12, 9))
    all_of_them = list(in_play.journeys(derby, ALWAYS, known.before))
    assert len(all_of_them) == 8
    assert len(list(in_play.journeys(derby, QUARTER, known.before))) == 6  # not what was over, nor what came after
    whole = flow.flow(all_of_them, QUARTER.first, QUARTER.last, settings.rulebook(derby))
    assert of_derby().counts == whole


def test_the_list_behind_each_number_has_as_many_journeys(derby: int) -> None:
    mine = scope.of_agency("derby", scope.everybody())
    known = KnownOn(date(2021, 12, 9))
    found, seen = of_derby(), set()
    for population, members in MEMBERS.items():
        for stage in found.order[Population.MAINSTREAM]:
            for part in Part:
                behind = lines(mine, of_stage(stage, part), population, known.counted(QUARTER), known.before)
                assert len(behind) == found.value(members, stage, part), (population, stage, part)
                seen |= {part} if behind else set()
    assert seen == set(Part)  # so that none was compared at 0 only


def test_a_visit_recorded_late_moves_nobody_in_what_was_known_before(
    derby: int, clock_at: Callable[[datetime | date], None]
) -> None:
    home = given.household(derby)
    officer = given.officer(derby)
    journey = given.journey(home, date(2021, 6, 1), by=officer)
    clock_at(date(2022, 2, 1))
    visit = journeys.record(home, journey, visited(date(2021, 6, 15)), by=officer)
    then, now = of_derby(date(2021, 12, 9)), of_derby(date(2022, 2, 1))
    assert (counts(then, "enquiry"), counts(then, "visit")) == ([2, 4, 2, 0, 1, 3], [0, 2, 0, 1, 0, 1])
    assert (counts(now, "enquiry"), counts(now, "visit")) == ([2, 4, 3, 0, 1, 2], [0, 3, 0, 1, 0, 2])
    clock_at(date(2022, 3, 1))
    journeys.strike_out(home, visit, reason="typing_error", by=officer)
    assert of_derby(date(2022, 2, 1)) == now
    assert of_derby(date(2022, 3, 1)) == then


def test_an_ending_that_was_struck_out_ended_nothing(
    derby: int, clock_at: Callable[[datetime | date], None]
) -> None:
    home, officer = given.household(derby), given.officer(derby)
    journey = given.journey(home, date(2021, 1, 1), by=officer)
    ending = journeys.record(home, journey, closed(date(2021, 2, 1)), by=officer)
    assert counts(of_derby(), "enquiry") == [2, 3, 2, 0, 1, 2]
    journeys.strike_out(home, ending, reason="typing_error", by=officer)
    assert counts(of_derby(), "enquiry") == [3, 3, 2, 0, 1, 3]
    clock_at(date(2022, 5, 1))
    later = Period(date(2022, 1, 1), date(2022, 3, 31))
    assert counts(of_derby(date(2022, 5, 1), later), "enquiry") == [4, 0, 0, 0, 0, 4]  # and that of July 2021


def test_stages_put_in_another_order_for_days_gone_by_move_nobody_in_what_was_known_before(
    derby: int, clock_at: Callable[[datetime | date], None]
) -> None:
    before = of_derby()
    clock_at(date(2022, 2, 1))
    only = [
        {"name": "asked", "entered_by": "enquiry_received"},
        {"name": "approved", "entered_by": "household_approved"},
    ]
    since = date(2011, 4, 1)
    council.change("route.mainstream", only, valid_from=since, agency_id=derby, by=given.officer(derby))
    assert of_derby() == before
    after = of_derby(date(2022, 2, 1))
    assert counts(after, "asked") == [2, 3, 0, 1, 1, 3]
    assert counts(after, "visit") == [0] * 6
    assert counts(after, "enquiry", "kinship") == [0, 1, 0, 0, 0, 1]
    assert after.gaps == ()


def test_a_period_that_is_partly_ahead_counts_up_to_the_known_on_day_and_one_ahead_not_at_all(
    app: Flask, clock_at: Callable[[datetime | date], None]
) -> None:
    clock_at(date(2021, 5, 1))
    derby = given.agency("derby")
    load(derby, enquired(date(2021, 3, 1)), closed(date(2021, 5, 1)))
    assert counts(of_derby(date(2021, 4, 30)), "enquiry") == [0] * 6  # nobody had told of it
    assert counts(of_derby(date(2021, 5, 1)), "enquiry") == [1, 0, 0, 1, 0, 0]
    assert counts(of_derby(date(2021, 3, 31)), "enquiry") == [None] * 6


def test_a_household_that_was_merged_is_listed_as_the_one_that_it_is_now(derby: int) -> None:
    first, second = load(derby, enquired(date(2021, 5, 5))), load(derby, enquired(date(2021, 5, 6)))
    merge(derby, first, second)
    mine = scope.of_agency("derby", scope.everybody())
    known = KnownOn(date(2021, 12, 9))
    found = lines(mine, of_stage("enquiry", Part.ENTERED), "mainstream", QUARTER, known.before)
    merged = [line.household_id for line in found if line.on in (date(2021, 5, 5), date(2021, 5, 6))]
    assert merged == [second, second]


def test_the_json_of_a_hub_adds_up_the_stages_of_its_agencies(derby: int, cli: Callable[..., Answer]) -> None:
    load(given.agency("nottingham", hub="d2n2"), enquired(date(2021, 5, 1)), visited(date(2021, 5, 2)))
    found = json.loads(cli(*ASKED, "--hub", "d2n2").out)["stages"]
    assert list(found) == ["mainstream", "kinship", "supported_lodgings", "all"]
    assert list(found["mainstream"]) == [
        "enquiry", "contact", "visit", "application", "stage1", "stage2", "panel", "decision",
    ]  # fmt: skip
    assert found["mainstream"]["enquiry"] == {
        "carried_in": 2, "entered": 4, "advanced": 3, "withdrawn": 0, "declined": 1, "still_there": 2,
    }  # fmt: skip
    for stages_of in found.values():
        for each in stages_of.values():
            came, *went = each["carried_in"] + each["entered"], *list(each.values())[2:]
            assert came == sum(went)


def test_stages_that_hold_have_no_failure_and_a_quarter_that_opens_otherwise_is_named(
    derby: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(identities.failures()) == []
    read = in_play.journeys

    def forgetful(agency_id: int, counted: Period, before: datetime) -> Iterator[Journey]:
        """As if the narrowing left out what began long before."""
        found = read(agency_id, counted, before)
        return (each for each in found if each.rows[-1].event.happened_on >= counted.first)

    monkeypatch.setattr(in_play, "journeys", forgetful)
    opens = "derby: July to September 2021, mainstream enquiry: opens with 0, after closing at 1"
    assert opens in list(identities.failures())


def test_two_reports_that_differ_in_the_stages_alone_are_not_the_same(
    derby: int, clock_at: Callable[[datetime | date], None]
) -> None:
    home, officer = given.household(derby), given.officer(derby)
    journey = given.journey(home, date(2021, 6, 1), by=officer)
    clock_at(date(2022, 2, 1))
    contact = events.FirstContactMade(happened_on=date(2021, 6, 2))
    journeys.record(home, journey, contact, by=officer)
    then, now = report(period=QUARTER, known_on=date(2021, 12, 9)), report(period=QUARTER)
    assert then.this.values == now.this.values
    assert not then.same_figures(now)
