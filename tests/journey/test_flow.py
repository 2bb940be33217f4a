"""The flow through the stages, counted by hand: who came in, who left, how, and who is still there (identity 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.journey import flow
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    AssessmentStarted,
    EnquiryReceived,
    Event,
    FirstContactMade,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    PanelRecommended,
    ReportCompleted,
    StageOneCompleted,
    StruckOut,
    VisitCompleted,
)
from crm.journey.flow import Part
from crm.journey.household import Journey
from crm.journey.ranges import Population, Route
from crm.journey.routes import Plan, Rulebook, Stage
from tests.journey.histories import RULES, History, day

STAGES = (
    Stage("enquiry", "enquiry_received"),
    Stage("visit", "visit_completed"),
    Stage("application", "application_received"),
    Stage("stage1", "stage_one_completed"),
    Stage("stage2", "assessment_started"),
    Stage("panel", "report_completed"),
    Stage("decision", "panel_recommended"),
    Stage("approved", "household_approved"),
)
SINCE = date(2011, 4, 1)
RULEBOOK = Rulebook(RULES, {route: ((SINCE, Plan(route, STAGES)),) for route in Route})
APRIL, JUNE = day("2021-04-01"), day("2021-06-30")


def asked(on: str) -> Event:
    return EnquiryReceived(happened_on=day(on))


def visited(on: str) -> Event:
    return VisitCompleted(happened_on=day(on))


def applied(on: str) -> Event:
    return ApplicationReceived(happened_on=day(on))


def heard(on: str) -> Event:
    return PanelRecommended(happened_on=day(on))


def refused(on: str) -> Event:
    return ApprovalRefused(happened_on=day(on))


def closed(on: str, by: str | None = "applicant") -> Event:
    return JourneyClosed(happened_on=day(on), initiator=by)


def reopened(on: str) -> Event:
    return JourneyReopened(happened_on=day(on))


def approved(on: str) -> Event:
    return HouseholdApproved(happened_on=day(on), places=1)


def journey(*events: Event, number: int = 1, route: Route = Route.MAINSTREAM) -> Journey:
    history = History()
    for event in events:
        history.tell(event, journey=number, route=route)
    return history.household().journeys[0]


def told(*events: Event, rulebook: Rulebook = RULEBOOK) -> list[str]:
    """Each stay in words: 'visit 04-02 to 06-09, advanced'."""
    return [
        f"{stay.stage} {_short(stay.entered.event)}"
        + (f" to {_short(stay.left.event)}, {stay.how}" if stay.left else ", open")
        for stay in flow.stays(journey(*events), rulebook)
    ]


def _short(event: Event) -> str:
    return f"{event.happened_on:%m-%d}"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([asked("2021-04-01")], ["enquiry 04-01, open"]),
        (
            [asked("2021-04-01"), visited("2021-04-09"), applied("2021-05-01")],
            [
                "enquiry 04-01 to 04-09, advanced",
                "visit 04-09 to 05-01, advanced",
                "application 05-01, open",
            ],
        ),
        (  # contact is no stage of this plan, and the visit was never recorded
            [asked("2021-04-01"), FirstContactMade(happened_on=day("2021-04-02")), applied("2021-05-01")],
            ["enquiry 04-01 to 05-01, advanced", "application 05-01, open"],
        ),
        (  # all on one day
            [asked("2021-04-01"), visited("2021-04-01"), applied("2021-04-01")],
            [
                "enquiry 04-01 to 04-01, advanced",
                "visit 04-01 to 04-01, advanced",
                "application 04-01, open",
            ],
        ),
        (  # Stage 1 ends while Stage 2 runs: nobody goes back
            [
                applied("2021-04-01"),
                AssessmentStarted(happened_on=day("2021-04-20")),
                StageOneCompleted(happened_on=day("2021-05-20")),
                ReportCompleted(happened_on=day("2021-06-20")),
            ],
            [
                "application 04-01 to 04-20, advanced",
                "stage2 04-20 to 06-20, advanced",
                "panel 06-20, open",
            ],
        ),
        ([asked("2021-04-01"), closed("2021-05-01")], ["enquiry 04-01 to 05-01, withdrawn"]),
        ([asked("2021-04-01"), closed("2021-05-01", "service")], ["enquiry 04-01 to 05-01, declined"]),
        ([asked("2021-04-01"), closed("2021-05-01", None)], ["enquiry 04-01 to 05-01, withdrawn"]),
        (
            [applied("2021-04-01"), heard("2021-05-01"), refused("2021-05-09")],
            ["application 04-01 to 05-01, advanced", "decision 05-01 to 05-09, declined"],
        ),
        (  # a decision not to approve is final
            [applied("2021-04-01"), refused("2021-05-09"), closed("2021-05-10"), reopened("2021-05-11")],
            ["application 04-01 to 05-09, declined"],
        ),
        (  # approved and left: only the way to the approval counts here
            [
                applied("2021-04-01"),
                approved("2021-05-01"),
                HouseholdDeregistered(happened_on=day("2021-06-01")),
            ],
            ["application 04-01 to 05-01, advanced"],
        ),
        ([approved("2021-05-01")], []),
        (  # a closed journey goes on where it was, or where a later file says that it had come
            [asked("2021-04-01"), visited("2021-04-09"), closed("2021-05-01"), reopened("2021-06-01")],
            ["enquiry 04-01 to 04-09, advanced", "visit 04-09 to 05-01, withdrawn", "visit 06-01, open"],
        ),
        (
            [asked("2021-04-01"), closed("2021-05-01"), visited("2021-05-09"), reopened("2021-06-01")],
            ["enquiry 04-01 to 05-01, withdrawn", "visit 06-01, open"],
        ),
        (  # approved without being reopened: it left its stage when it was closed
            [asked("2021-04-01"), closed("2021-05-01"), approved("2021-06-01")],
            ["enquiry 04-01 to 05-01, withdrawn"],
        ),
        ([closed("2021-05-01", "service")], ["enquiry 05-01 to 05-01, declined"]),
        ([FirstContactMade(happened_on=day("2021-05-01"))], ["enquiry 05-01, open"]),
    ],
)
def test_stays_follow_from_the_events_one_after_another(events: list[Event], expected: list[str]) -> None:
    assert told(*events) == expected


def test_an_agency_that_orders_its_stages_anew_moves_nobody_until_the_next_step() -> None:
    """From 1 May panel is no step any more: who waits for the decision goes on waiting, and nobody follows."""
    without_panel = tuple(stage for stage in STAGES if stage.name != "decision")
    plans = ((SINCE, Plan(Route.MAINSTREAM, STAGES)), (day("2021-05-01"), Plan(Route.MAINSTREAM, without_panel)))
    rulebook = Rulebook(RULES, {Route.MAINSTREAM: plans})
    before = [ReportCompleted(happened_on=day("2021-04-01")), heard("2021-04-20")]
    assert told(*before, rulebook=rulebook) == ["panel 04-01 to 04-20, advanced", "decision 04-20, open"]
    assert told(*before, approved("2021-05-20"), rulebook=rulebook)[-1] == "decision 04-20 to 05-20, advanced"
    after = [ReportCompleted(happened_on=day("2021-04-01")), heard("2021-05-02"), approved("2021-05-20")]
    assert told(*after, rulebook=rulebook) == ["panel 04-01 to 05-20, advanced"]


def test_a_correction_moves_a_journey_back_as_known_from_then_on_and_not_before() -> None:
    history = History()
    history.tell(asked("2021-04-01"))
    application = history.tell(applied("2021-05-01"))
    history.tell(StruckOut(happened_on=day("2021-06-01")), corrects=application)
    known = [flow.flow(history.household(known_after=each).journeys, APRIL, JUNE, RULEBOOK) for each in (2, 3)]
    assert _stage(known[0], "enquiry") == (0, 1, 1, 0, 0, 0)
    assert _stage(known[0], "application") == (0, 1, 0, 0, 0, 1)
    assert _stage(known[1], "enquiry") == (0, 1, 0, 0, 0, 1)
    assert _stage(known[1], "application") == (0, 0, 0, 0, 0, 0)
    assert not [gap for each in known for gap in flow.gaps(each)]


A_QUARTER = (
    # Carried in: two enquiries, one application; one visit was over before.
    journey(asked("2021-03-31"), number=1),
    journey(asked("2021-03-01"), visited("2021-04-01"), number=2),
    journey(applied("2021-01-01"), approved("2021-06-30"), number=3),
    journey(visited("2021-01-01"), closed("2021-03-31"), number=4),
    # Of the quarter: one stays, one is withdrawn, one declined, one comes back after it was closed.
    journey(asked("2021-04-01"), number=5),
    journey(asked("2021-04-01"), visited("2021-05-01"), closed("2021-06-30"), number=6),
    journey(asked("2021-04-01"), closed("2021-05-01", "service"), number=7),
    journey(asked("2021-02-01"), closed("2021-03-01"), reopened("2021-04-01"), number=8),
    # After it, and on another route.
    journey(asked("2021-07-01"), number=9),
    journey(applied("2021-05-01"), number=10, route=Route.KINSHIP),
)


def _stage(found: Counter[flow.Key], stage: str, population: Population = Population.MAINSTREAM) -> tuple[int, ...]:
    """Carried in, entered; advanced, withdrawn, declined, still there."""
    return tuple(found[population, stage, part] for part in Part)


def test_a_quarter_counted_by_hand() -> None:
    found = flow.flow(A_QUARTER, APRIL, JUNE, RULEBOOK)
    assert _stage(found, "enquiry") == (2, 4, 2, 0, 1, 3)  # 1 and 2 carried in; 5 to 8 entered; 1, 5, 8 still there
    assert _stage(found, "visit") == (0, 2, 0, 1, 0, 1)  # 2 and 6 entered; 6 withdrew
    assert _stage(found, "application") == (1, 0, 1, 0, 0, 0)  # 3, approved on the last day
    assert _stage(found, "application", Population.KINSHIP) == (0, 1, 0, 0, 0, 1)
    assert sum(found.values()) == 12 + 4 + 2 + 2
    assert list(flow.gaps(found)) == []


def test_the_next_quarter_carries_in_what_was_still_there() -> None:
    before = flow.flow(A_QUARTER, APRIL, JUNE, RULEBOOK)
    after = flow.flow(A_QUARTER, day("2021-07-01"), day("2021-09-30"), RULEBOOK)
    closing = {key[:2]: count for key, count in before.items() if key[2] == Part.STILL_THERE}
    assert {key[:2]: count for key, count in after.items() if key[2] == Part.CARRIED_IN} == closing
    assert _stage(after, "enquiry") == (3, 1, 0, 0, 0, 4)


def test_a_difference_is_named_with_each_of_its_parts_and_never_plugged() -> None:
    found = flow.flow(A_QUARTER, APRIL, JUNE, RULEBOOK)
    found[Population.MAINSTREAM, "visit", Part.WITHDRAWN] -= 1
    assert [str(gap) for gap in flow.gaps(found)] == [
        "mainstream visit: carried in 0 + entered 2 is not advanced 0 + withdrawn 0 + declined 0 + still there 1"
    ]


_days = st.integers(0, 9).map(lambda number: APRIL + timedelta(days=number))
_kinds: list[Callable[[date], Event]] = [
    lambda on: EnquiryReceived(happened_on=on),
    lambda on: VisitCompleted(happened_on=on),
    lambda on: ApplicationReceived(happened_on=on),
    lambda on: StageOneCompleted(happened_on=on),
    lambda on: AssessmentStarted(happened_on=on),
    lambda on: ReportCompleted(happened_on=on),
    lambda on: FirstContactMade(happened_on=on),
    lambda on: JourneyClosed(happened_on=on),
    lambda on: JourneyReopened(happened_on=on),
    lambda on: JourneyReopened(happened_on=on),
    lambda on: ApprovalRefused(happened_on=on),
    lambda on: HouseholdApproved(happened_on=on, places=1),
]
_events = st.builds(lambda kind, on: kind(on), st.sampled_from(_kinds), _days)
_orders = st.lists(st.sampled_from(STAGES[:-1]), min_size=1, unique=True)
_plans = st.dictionaries(_days, _orders, min_size=1, max_size=3).map(
    lambda dated: tuple((on, Plan(Route.MAINSTREAM, tuple(dated[on]))) for on in sorted(dated))
)


@given(events=st.lists(_events, min_size=1, max_size=8), plans=_plans)
def test_the_stays_are_where_the_journey_stands_at_the_end_of_each_day(
    events: list[Event], plans: tuple[tuple[date, Plan], ...]
) -> None:
    """Whatever is told, possible or not, and however often the agency orders its stages anew."""
    rulebook = Rulebook(RULES, {Route.MAINSTREAM: plans})
    found = journey(*events)
    stays = flow.stays(found, rulebook)
    for number in range(-1, 11):
        on = APRIL + timedelta(days=number)
        stood = [stay.stage for stay in stays if _lasted(stay, on)]
        there = flow.stands(found, on, rulebook)
        assert stood == ([there[0]] if there else []), on


def _lasted(stay: flow.Stay, on: date) -> bool:
    """Whether a stay went on at the end of a day."""
    gone = stay.left is not None and stay.left.event.happened_on <= on
    return stay.entered.event.happened_on <= on and not gone
