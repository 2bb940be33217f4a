"""The law's clocks (rules sections 1.2 to 1.7): each at its boundary dates, by the events that start and stop it.

Each story is told as it happened, an event and its day after the other. What is asked is which clocks run on a day,
and by when each is to be met.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from crm.journey.clocks import Phase
from crm.journey.events import KINDS
from crm.journey.household import Household
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook, plan_from
from crm.reads import clocks
from crm.reads.clocks import Measures, Running
from crm.register import defaults, holidays
from crm.register.deadlines import rules
from crm.register.law_clocks import law_clocks
from tests.journey.histories import RULES, History, day

SHIPPED: dict[str, Any] = {name: value for name, _day, value in defaults.shipped()}
PLANS = {route: ((day("2011-04-01"), plan_from(route, SHIPPED[f"route.{route}"])),) for route in Route}
NEXT = timedelta(days=1)
APPLIED, APPROVED = "application_received 2026-06-30", "household_approved 2024-02-29"


def told(*story: str, route: Route = Route.MAINSTREAM) -> Household:
    """A household of which this happened: 'kind 2026-06-30 field=value'."""
    history = History()
    for line in story:
        kind, on, *given = line.split()
        values: dict[str, Any] = dict(each.split("=") for each in given)
        if kind == "household_approved":
            values["places"] = 2
        for name in {"ends_on", "answer_by"} & values.keys():
            values[name] = day(values[name])
        history.tell(KINDS[kind](happened_on=day(on), **values), route=route)
    return history.household()


def running(on: date, *story: str, route: Route = Route.MAINSTREAM) -> list[Running]:
    household = told(*story, route=route)
    measures = Measures(Rulebook(RULES, PLANS), SHIPPED["local_clocks"], holidays.statutory_calendar(), on)
    (journey,) = household.journeys
    ends_on = next((each.ends_on for each in household.approvals), None)
    return clocks.running(journey, measures, ends_on=ends_on)


def due(rule: str, on: str, *story: str, route: Route = Route.MAINSTREAM) -> list[str]:
    """The days that a rule gives on a day; none where it does not run."""
    found = running(day(on), *story, route=route)
    return [each.due_on.isoformat() for each in found if rule in (each.rule, each.name)]


# A rule, what happened, and by when: over Easter, Christmas, 29 February, and the ends of months.
DAYS = [
    ("S1-D2", ["stage_one_completed 2026-03-30"], "2026-04-15"),  # Good Friday, Easter Monday
    ("S1-D2", ["stage_one_completed 2026-12-18"], "2027-01-06"),  # Christmas, the 28th for the 26th, New Year
    ("PN-7", [APPLIED], "2027-02-28"),
    ("PN-7", ["application_received 2023-06-30"], "2024-02-29"),
    ("PN-7", ["application_received 2024-02-29"], "2024-10-29"),
    ("DM-3", ["panel_recommended 2026-03-30"], "2026-04-10"),
    ("DM-3", ["panel_recommended 2026-12-21"], "2027-01-04"),
    ("RV-8", [APPROVED, "notice_received 2026-02-01 ends_on=2026-03-01"], "2026-03-01"),
]


@pytest.mark.parametrize(("rule", "story", "expected"), DAYS)
def test_a_clock_runs_until_its_day_and_is_late_on_the_next(rule: str, story: list[str], expected: str) -> None:
    began = story[-1].split()[1]
    last = day(expected)
    for on in (day(began), last - NEXT):
        assert due(rule, on.isoformat(), *story) == [expected]
    if rule != "RV-8":  # on its day the approval has ended
        assert due(rule, (last + NEXT).isoformat(), *story) == [expected]


STOPPED = [
    ("S1-D2", ["stage_one_completed 2026-03-30"], "assessment_started 2026-04-01"),
    ("S1-D2", ["stage_one_completed 2026-03-30"], "assessment_started 2026-03-02"),  # the two ran side by side
    ("S1-D2", ["stage_one_completed 2026-03-30"], "journey_closed 2026-04-01"),
    ("PN-7", [APPLIED], "panel_recommended 2026-12-01"),
    ("PN-7", [APPLIED], "household_approved 2026-12-01"),
    ("DM-3", ["panel_recommended 2026-03-30"], "household_approved 2026-04-01"),
    ("DM-3", ["panel_recommended 2026-03-30"], "approval_refused 2026-04-01"),
    ("RV-8", [APPROVED, "notice_received 2026-02-01 ends_on=2026-03-01"], "household_deregistered 2026-02-10"),
]


@pytest.mark.parametrize(("rule", "story", "stop"), STOPPED)
def test_a_clock_stops_by_what_it_waits_for(rule: str, story: list[str], stop: str) -> None:
    on = max(each.split()[1] for each in (*story, stop))
    assert due(rule, story[-1].split()[1], *story)
    assert due(rule, on, *story, stop) == []


def test_pn_7_goes_on_where_panel_asks_for_more_and_dm_3_does_not_begin() -> None:
    deferred = [APPLIED, "panel_recommended 2026-12-01 recommendation=defer"]
    assert due("PN-7", "2026-12-02", *deferred) == ["2027-02-28"]
    assert due("DM-3", "2026-12-02", *deferred) == []
    again = [*deferred, "panel_recommended 2027-01-12 recommendation=approve"]
    assert due("PN-7", "2027-01-13", *again) == []
    assert due("DM-3", "2027-01-13", *again) == ["2027-01-21"]


def test_pn_7_runs_only_where_panel_is_a_step() -> None:
    assert due("PN-7", "2026-07-01", APPLIED, route=Route.SUPPORTED_LODGINGS) == []


def test_rv_8_gives_the_day_that_was_worked_out_then_and_not_one_of_today_s_rule() -> None:
    story = [APPROVED, "notice_received 2026-02-01 ends_on=2026-03-08"]
    assert due("RV-8", "2026-02-02", *story) == ["2026-03-08"]
    assert due("RV-8", "2026-03-08", *story) == []  # it ended today


def test_each_clock_of_the_law_names_a_rule_that_gives_a_day_and_events_that_there_are() -> None:
    for each in law_clocks():
        assert each.rule in rules(), each.rule
        assert each.kinds | ({each.record} if each.record else set()) <= set(KINDS), each.rule
        assert each.starts and each.during and set(each.during) <= set(Phase), each.rule
        parts = {part.what for version in rules()[each.rule].versions for part in version.parts}
        assert each.part in {"", *parts}, each.rule
