"""What panel hears of an approval: the first review, and representations against what is proposed to a carer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm.journey import events
from crm.journey.ending_events import TerminationAnswered, TerminationProposed
from crm.journey.events import Event, RevisionAnswered
from crm.journey.hearings import for_panel, is_asked
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook
from crm.journey.rules import Dated
from tests.journey.histories import RULES, History, day
from tests.journey.test_decisions import SENT, answered, reported, said
from tests.journey.test_next_steps import BOOK

APPROVED = events.HouseholdApproved(happened_on=day("2021-09-01"), places=2)


def approved_by(*told: Event, route: Route = Route.MAINSTREAM) -> History:
    """An approval of which nothing before it is known, as of one that was loaded, and what followed."""
    history = History()
    for event in (APPROVED, *told):
        history.tell(event, route=route)
    return history


def on_review(on: str, recommendation: str = "continue") -> events.PanelRecommended:
    return events.PanelRecommended(happened_on=day(on), recommendation=recommendation)


def hears(history: History) -> str | None:
    return for_panel(history.household().journeys[0])


def test_RV4_the_first_review_goes_to_panel_before_it_is_decided_and_no_later_one() -> None:
    history = approved_by()
    review = events.ReviewCompleted(happened_on=day("2022-08-01"))
    assert hears(history) == "first_review"
    assert "The first review of an approval goes to panel before it is decided (RV-4)" in said(history, review)
    assert not said(history, replace(review, outcome="defer"))
    for recommendation in ("approve", "not_approve", "further_report"):
        assert "panel recommends whether the approval goes on" in said(
            history, on_review("2022-07-01", recommendation)
        )
    history.tell(on_review("2022-07-01", "defer"))
    assert hears(history) == "first_review" and "RV-4" in said(history, review)
    assert not said(history, on_review("2022-07-20"))
    history.tell(on_review("2022-07-20"))
    assert hears(history) is None and not said(history, review)
    assert "RV-4" in said(history, replace(review, happened_on=day("2022-07-19")))
    history.tell(review)
    assert hears(history) is None and not said(history, replace(review, happened_on=day("2023-07-20")))


def test_RV4_hosts_have_no_review_by_panel_and_a_council_may_go_without_one_from_a_day_on() -> None:
    assert hears(approved_by(route=Route.SUPPORTED_LODGINGS)) is None
    off = replace(RULES, first_review_panel=Dated(((day("2011-04-01"), 1), (day("2022-08-01"), 0))))
    book = Rulebook(off, BOOK.plans)
    review = events.ReviewCompleted(happened_on=day("2022-08-01"))
    assert not said(approved_by(), review, book)
    assert "RV-4" in said(approved_by(), replace(review, happened_on=day("2022-07-31")), book)
    assert is_asked("first_review", Route.MAINSTREAM, book, day("2022-07-31"))
    assert not is_asked("first_review", Route.MAINSTREAM, book, day("2022-08-01"))
    assert is_asked("termination", Route.MAINSTREAM, book, day("2022-08-01"))


def test_PN9_before_an_approval_panel_says_nothing_of_one() -> None:
    for recommendation in ("continue", "revise", "terminate"):
        assert "Nothing was approved by then" in said(reported(), on_review("2021-07-01", recommendation))


REVIEWED = (on_review("2022-07-01"), events.ReviewCompleted(happened_on=day("2022-08-01")))
ENDS = TerminationProposed(happened_on=day("2022-09-01"), answer_by=day("2022-09-29"))
CHANGES = events.RevisionProposed(happened_on=day("2022-09-01"), places=1)
BACK = day("2022-09-10")


@pytest.mark.parametrize(
    ("proposal", "answer", "purpose"),
    [
        (ENDS, TerminationAnswered(happened_on=BACK), "termination"),
        (CHANGES, RevisionAnswered(happened_on=BACK), "revision"),
        (ENDS, TerminationAnswered(happened_on=BACK, answer="irm"), None),
        (CHANGES, RevisionAnswered(happened_on=BACK, answer="irm"), None),
    ],
)
def test_RV6_panel_hears_representations_against_what_is_proposed_to_a_carer(
    proposal: Event, answer: Event, purpose: str | None
) -> None:
    history = approved_by(*REVIEWED, proposal)
    assert hears(history) is None
    history.tell(answer)
    assert hears(history) == purpose
    history.tell(on_review("2022-10-01", "defer"))
    assert hears(history) == purpose
    history.tell(on_review("2022-11-01", "continue"))
    assert hears(history) is None


def test_DM8_panel_that_deferred_representations_hears_them_again() -> None:
    history = answered("representations")
    history.tell(events.PanelRecommended(happened_on=SENT + timedelta(days=20), recommendation="defer"))
    assert hears(history) == "representations"
