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
from crm.journey.temporary_clocks import Alarms
from crm.reads import clocks
from crm.reads.clocks import Measures, Running
from crm.reads.own_clocks import own_of
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
        for name in {"ends_on", "answer_by", "review_on"} & values.keys():
            values[name] = day(values[name])
        history.tell(KINDS[kind](happened_on=day(on), **values), route=route)
    return history.household()


def running(on: date, *story: str, route: Route = Route.MAINSTREAM) -> list[Running]:
    household = told(*story, route=route)
    own = own_of(SHIPPED["local_clocks"], holidays.statutory_calendar())
    measures = Measures(Rulebook(RULES, PLANS), own, on, Alarms([56, 84, 98, 105], 112))
    (journey,) = household.journeys
    ends_on = next((each.ends_on for each in household.approvals), None)
    return clocks.running(journey, measures, ends_on=ends_on)


def due(rule: str, on: str, *story: str, route: Route = Route.MAINSTREAM) -> list[str]:
    """The days that a rule gives on a day; none where it does not run."""
    found = running(day(on), *story, route=route)
    return [each.due_on.isoformat() for each in found if rule in (each.rule, each.name)]


SAID_NO = (
    "panel_recommended 2026-10-01 recommendation=not_approve",
    "refusal_proposed 2026-10-05 answer_by=2026-11-02",
)
REPRESENTED = (*SAID_NO, "answer_received 2026-10-20 answer=representations")
AT_IRM = (*SAID_NO, "answer_received 2026-10-20 answer=irm", "irm_notified 2026-10-22")

ENDING_AT_IRM = (
    "household_approved 2025-01-06",
    "termination_proposed 2026-07-01 answer_by=2026-07-29",
    "termination_answered 2026-07-20 answer=irm",
)

# A rule, what happened, and by when: over Easter, Christmas, 29 February, and the ends of months.
DAYS = [
    ("S1-D2", ["stage_one_completed 2026-03-30"], "2026-04-15"),  # Good Friday, Easter Monday
    ("S1-D2", ["stage_one_completed 2026-12-18"], "2027-01-06"),  # Christmas, the 28th for the 26th, New Year
    ("PN-7", [APPLIED], "2027-02-28"),
    ("PN-7", ["application_received 2023-06-30"], "2024-02-29"),
    ("PN-7", ["application_received 2024-02-29"], "2024-10-29"),
    ("DM-3", ["panel_recommended 2026-03-30"], "2026-04-10"),
    ("DM-3", ["panel_recommended 2026-12-21"], "2027-01-04"),
    ("DM-3", ["panel_recommended 2026-03-30", "minutes_received 2026-04-02"], "2026-04-15"),
    ("DM-3", [*REPRESENTED, "panel_recommended 2026-12-21"], "2027-01-04"),  # panel again, on representations
    ("DM-3", [*REPRESENTED, "panel_recommended 2026-12-21", "minutes_received 2026-12-23"], "2027-01-06"),
    ("DM-3", [*AT_IRM, "irm_recommended 2026-12-21"], "2027-01-04"),
    ("DM-6", ["household_approved 2026-03-30"], "2026-04-15"),  # Good Friday, Easter Monday
    ("DM-6", ["household_approved 2024-02-29"], "2024-03-14"),
    ("DM-7", ["refusal_proposed 2026-12-01 answer_by=2026-12-29"], "2026-12-29"),
    ("DM-9", ["irm_notified 2026-08-21"], "2026-09-07"),  # the August bank holiday
    ("DM-9", ["irm_notified 2026-12-18"], "2027-01-06"),
    ("DM-9", [*ENDING_AT_IRM, "irm_notified 2026-08-21"], "2026-09-07"),  # against the end of an approval
    ("RV-1", ["household_approved 2024-02-29"], "2025-02-28"),
    ("RV-1", ["household_approved 2024-02-29", "review_completed 2025-02-20"], "2026-02-20"),
    ("RV-12", ["household_approved 2024-02-29"], "2025-02-28"),
    ("RV-12", ["household_approved 2025-06-01", "unannounced_visit_made 2025-10-26"], "2026-10-26"),
    ("KC-12", ["household_approved 2025-06-01", "guardianship_noticed 2025-11-30"], "2026-02-28"),
    ("KC-12", ["household_approved 2025-06-01", "guardianship_noticed 2025-12-01"], "2026-03-01"),
    ("TSD-1", ["household_approved 2024-02-29"], "2025-02-28"),
    ("TSD-1", ["household_approved 2024-08-31"], "2025-08-31"),
    (
        "RV-6",
        ["household_approved 2025-01-06", "termination_proposed 2026-02-01 answer_by=2026-03-01"],
        "2026-03-01",
    ),
    ("RV-6", ["household_approved 2025-01-06", "revision_proposed 2026-02-01"], "2026-03-01"),
    ("RV-6", ["household_approved 2025-01-06", "revision_proposed 2026-03-01"], "2026-03-29"),  # clocks go forward
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
    ("S1-D2", ["stage_one_completed 2026-03-30"], "journey_closed 2026-04-01"),
    ("PN-7", [APPLIED], "panel_recommended 2026-12-01"),
    ("PN-7", [APPLIED], "household_approved 2026-12-01"),
    ("DM-3", ["panel_recommended 2026-03-30"], "household_approved 2026-04-01"),
    ("DM-3", ["panel_recommended 2026-03-30"], "approval_refused 2026-04-01"),
    ("DM-3", ["panel_recommended 2026-03-30"], "refusal_proposed 2026-04-01 answer_by=2026-04-29"),
    ("DM-3", ["panel_recommended 2026-03-30", "minutes_received 2026-04-01"], "approval_refused 2026-04-01"),
    ("DM-3", [*REPRESENTED, "panel_recommended 2026-12-21"], "approval_refused 2026-12-23"),
    ("DM-3", [*AT_IRM, "irm_recommended 2026-12-21"], "household_approved 2026-12-23"),
    ("DM-6", [APPROVED], "agreement_signed 2024-02-29"),
    ("DM-7", ["refusal_proposed 2026-12-01 answer_by=2026-12-29"], "answer_received 2026-12-10"),
    ("DM-9", ["irm_notified 2026-08-21"], "irm_papers_sent 2026-09-01"),
    ("RV-6", [APPROVED, "termination_proposed 2026-02-01 answer_by=2026-03-01"], "termination_answered 2026-02-10"),
    ("RV-6", [APPROVED, "termination_proposed 2026-02-01 answer_by=2026-03-01"], "termination_dropped 2026-02-10"),
    ("RV-6", [APPROVED, "revision_proposed 2026-02-01"], "terms_changed 2026-02-10"),
    ("TSD-1", [APPROVED], "standards_evidenced 2024-10-01"),
    ("KC-12", [APPROVED, "guardianship_noticed 2024-10-01"], "household_deregistered 2025-03-01"),
    ("RV-8", [APPROVED, "notice_received 2026-02-01 ends_on=2026-03-01"], "household_deregistered 2026-02-10"),
]


@pytest.mark.parametrize(("rule", "story", "stop"), STOPPED)
def test_a_clock_stops_by_what_it_waits_for(rule: str, story: list[str], stop: str) -> None:
    on = max(each.split()[1] for each in (*story, stop))
    assert due(rule, story[-1].split()[1], *story)
    assert due(rule, on, *story, stop) == []


@pytest.mark.parametrize(("complete", "last"), [("2026-03-30", "2026-04-15"), ("2026-12-18", "2027-01-06")])
def test_s1_d2_runs_beside_stage_2_that_began_before_and_is_over_with_its_day(complete: str, last: str) -> None:
    """Over Easter and Christmas. After its day nothing is late: the case is in Stage 2, as it must be (S1-D3)."""
    story = [APPLIED, "assessment_started 2026-03-02", f"stage_one_completed {complete}"]
    for on in (complete, last):
        (found,) = (each for each in running(day(on), *story) if each.rule == "S1-D2")
        assert (found.due_on, found.label) == (day(last), "Stage 1: last day to refuse in writing, beside Stage 2")
    assert due("S1-D2", (day(last) + NEXT).isoformat(), *story) == []
    assert due("S1-D2", complete, *story, f"report_completed {complete} report=full") == []
    assert due("S1-D2", complete, *story, f"journey_closed {complete}") == []


def test_the_local_stage_1_clock_runs_beside_stage_2_until_the_report_or_stage_1_is_complete() -> None:
    applied = "application_received 2026-01-05"
    begun = [applied, "assessment_started 2026-01-12"]
    assert due("stage1", "2026-01-06", applied) == due("stage1", "2026-03-03", *begun) == ["2026-03-02"]
    assert due("stage1", "2026-03-03", *begun, "stage_one_completed 2026-03-02") == []
    assert due("stage1", "2026-03-03", *begun, "report_completed 2026-03-02") == []  # it went on without it


def test_pn_7_goes_on_where_panel_asks_for_more_and_dm_3_does_not_begin() -> None:
    deferred = [APPLIED, "panel_recommended 2026-12-01 recommendation=defer"]
    assert due("PN-7", "2026-12-02", *deferred) == ["2027-02-28"]
    assert due("DM-3", "2026-12-02", *deferred) == []
    again = [*deferred, "panel_recommended 2027-01-12 recommendation=approve"]
    assert due("PN-7", "2027-01-13", *again) == []
    assert due("DM-3", "2027-01-13", *again) == ["2027-01-21"]


def test_dm_4_has_two_days_and_each_stops_by_its_own_way_of_telling() -> None:
    """Two working days orally and five in writing: over Christmas, and over a clock change."""
    approved = "household_approved 2026-12-23"
    assert due("DM-4", "2026-12-24", approved) == ["2026-12-29", "2027-01-04"]
    assert due("DM-4", "2026-12-24", approved, "applicant_told 2026-12-24 how=orally") == ["2027-01-04"]
    assert due("DM-4", "2026-12-24", approved, "applicant_told 2026-12-24 how=in_writing") == ["2026-12-29"]
    assert due("DM-4", "2026-03-28", "household_approved 2026-03-27") == ["2026-03-31", "2026-04-07"]


def test_dm_4_asks_again_after_a_proposal_that_became_final() -> None:
    proposed = ["refusal_proposed 2026-09-01 answer_by=2026-09-29", "applicant_told 2026-09-02 how=orally"]
    assert due("DM-4", "2026-09-03", *proposed) == ["2026-09-08"]
    assert due("DM-4", "2026-10-01", *proposed, "approval_refused 2026-10-01") == ["2026-10-05", "2026-10-08"]


def test_tsd_is_due_later_of_kinship_and_sooner_after_a_transfer() -> None:
    approved = "household_approved 2024-08-31"
    assert due("TSD-1", "2024-09-01", approved, route=Route.KINSHIP) == ["2026-02-28"]
    assert due("TSD-4", "2024-09-01", approved, route=Route.TRANSFER_IN) == ["2025-02-28"]
    assert due("TSD-1", "2024-09-01", approved, route=Route.TRANSFER_IN) == []
    for rule in ("DM-4", "DM-6", "TSD-1", "TSD-4", "RV-1", "RV-12"):
        assert due(rule, "2024-09-01", approved, route=Route.SUPPORTED_LODGINGS) == []


def test_oa_5_the_meeting_and_the_reference_have_28_days_from_the_written_notice() -> None:
    """1 February 2027 and 28 days is 1 March, in a leap year 29 February; an approval here is on the very end."""
    for on, by in (("2027-02-01", "2027-03-01"), ("2028-02-01", "2028-02-29"), ("2026-12-05", "2027-01-02")):
        alone, two = (f"transfer_noticed {on}{more}" for more in ("", " children=CH-1"))
        for route, before in ((Route.TRANSFER_IN, ()), (Route.MAINSTREAM, ("household_approved 2026-01-05",))):
            assert due("OA-5", by, *before, two, route=route) == [by, by]
            assert due("OA-5", by, *before, alone, route=route) == [by]
            met = f"transfer_meeting_held {by}"
            assert due("OA-5", by, *before, two, met, route=route) == [by]
            assert due("OA-5", by, *before, two, met, f"transfer_reference_passed {by}", route=route) == []
            assert due("OA-5", by, *before, two, f"transfer_dropped {by}", route=route) == []
    story = ("transfer_noticed 2027-02-01 children=CH-1", "resigned_elsewhere 2027-02-02 ends_on=2027-03-02")
    assert due("OA-5", "2027-02-03", *story, route=Route.TRANSFER_IN) == ["2027-03-01", "2027-03-01", "2027-03-02"]
    assert due("OA-5", "2027-03-02", *story, "household_approved 2027-03-02", route=Route.TRANSFER_IN) == []


def test_a_review_that_was_put_off_is_no_review() -> None:
    story = [APPROVED, "review_completed 2025-02-20 outcome=defer"]
    assert due("RV-1", "2025-02-21", *story) == ["2025-02-28"]


def test_what_is_a_year_past_its_day_is_said_to_be_unrecorded_and_not_late() -> None:
    found = {on: running(day(on), APPROVED) for on in ("2026-02-28", "2026-03-01")}
    before, after = ({each.rule for each in every if each.silent} for every in found.values())
    assert after - before == {"RV-1", "RV-12", "TSD-1"}
    unsigned = {on: [each.silent for each in running(day(on), APPROVED) if each.rule == "DM-6"] for on in found}
    assert unsigned == dict.fromkeys(found, [True])


def test_dm_4_that_was_never_recorded_is_said_to_be_unrecorded_and_stays() -> None:
    """Two months after its day it is not called late any more, and does not vanish until it is on record."""

    def silent(on: str, *more: str) -> list[tuple[str, bool]]:
        told = [each for each in running(day(on), APPROVED, *more) if each.rule == "DM-4"]
        return [(each.due_on.isoformat(), each.silent) for each in told]

    assert silent("2024-05-04") == [("2024-03-04", False), ("2024-03-07", False)]
    assert silent("2024-05-05") == [("2024-03-04", True), ("2024-03-07", False)]
    assert silent("2029-01-08") == [("2024-03-04", True), ("2024-03-07", True)]
    assert silent("2029-01-08", "applicant_told 2024-03-01 how=in_writing") == [("2024-03-04", True)]


def test_a_hold_moves_no_day_of_the_law_and_what_it_would_be_without_is_said_beside_it() -> None:
    held = [APPLIED, "hold_started 2026-08-01 review_on=2026-09-01", "hold_ended 2026-08-31"]
    (panel,) = (each for each in running(day("2026-09-10"), *held) if each.rule == "PN-7")
    assert (panel.due_on, panel.without_holds) == (day("2027-02-28"), day("2027-03-30"))
    assert due("hold_reviewed", "2026-08-05", *held[:2]) == ["2026-09-01"]
    assert due("hold_reviewed", "2026-09-10", *held) == []


def test_an_exit_interview_is_to_be_offered_until_it_was_also_after_the_end() -> None:
    left = [APPROVED, "household_deregistered 2026-12-18"]
    assert due("exit_interview_after", "2026-12-21", *left) == ["2027-01-06"]
    assert due("exit_interview_after", "2026-12-21", *left, "exit_interview_offered 2026-12-20") == []
    notice = [APPROVED, "notice_received 2026-12-18 ends_on=2027-01-15"]
    assert due("exit_interview", "2026-12-21", *notice) == ["2027-01-06"]


def test_no_review_is_due_after_notice_has_ended_the_approval() -> None:
    reviewed = ["household_approved 2025-02-20", "notice_received 2026-01-27 ends_on=2026-02-20"]
    assert due("RV-1", "2026-01-28", *reviewed) == []
    later = [reviewed[0], "notice_received 2026-01-28 ends_on=2026-02-21"]
    assert due("RV-1", "2026-01-28", *later) == ["2026-02-20"]


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


def test_dm_3_stands_still_while_a_proposal_waits_for_its_answer_and_for_what_follows_from_it() -> None:
    for story in (SAID_NO, REPRESENTED, AT_IRM):
        assert due("DM-3", "2026-12-21", *story) == []
