"""What takes a second person to put right: an approval, and terms that were settled (T19, RV-7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import error_claims, journeys, ranges
from crm.errors import Refused
from crm.journey import ending_events, events
from crm.journey.revisions import AGREEMENT, NOTICE
from crm.people import users
from tests import given

TODAY, APPROVED, PROPOSED = date(2026, 6, 1), date(2026, 3, 2), date(2026, 4, 1)
WHY = "mistyped"


@pytest.fixture
def two(app: Flask, clock_at: Callable[[date], None]) -> tuple[Actor, Actor]:
    """Two managers of Derby on 1 June 2026."""
    clock_at(TODAY)
    desk = replace(given.officer(given.agency()), role=Role.MANAGER)
    found = [users.by_email(given.user(role)) for role in (Role.MANAGER, Role.DECISION_MAKER)]
    first, second = (replace(desk, user_id=each.id) for each in found if each)
    return first, second


def widened(two: tuple[Actor, Actor], basis: str = AGREEMENT, on: date = PROPOSED) -> tuple[int, int, int]:
    """A home approved for 1 whose terms were settled at 2, as proposed; the home, the proposal and the change."""
    desk = replace(two[0], user_id=None)
    home = given.household(desk.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 1, by=desk)
    asked = events.RevisionProposed(happened_on=PROPOSED, places=2)
    proposed = ranges.propose(home, begun, asked, support="None is needed", by=desk)
    return home, proposed, ranges.settle(home, begun, on=on, basis=basis, by=desk)


def places(home: int) -> int:
    return given.fold(home).approvals[0].terms_on(TODAY).places


def test_t19_an_approval_is_struck_out_by_two(two: tuple[Actor, Actor]) -> None:
    first, second = two
    home = given.household(first.agency_ids[0])
    _, approval = given.approved(home, APPROVED, 2, by=replace(first, user_id=None))
    for each in two:
        with pytest.raises(Refused, match="struck out by two people"):
            journeys.strike_out(home, approval, reason=WHY, by=each)
    claim = error_claims.ask(home, approval, reason=WHY, by=first)
    with pytest.raises(Refused, match="It takes a second person"):
        error_claims.agree(home, claim, by=first)
    assert places(home) == 2
    error_claims.agree(home, claim, by=second)
    assert given.fold(home).approvals == ()


def test_t19_who_decided_proposes_what_would_be_put_right_and_another_agrees(two: tuple[Actor, Actor]) -> None:
    first, second = two
    desk = replace(first, user_id=None)
    home = given.household(first.agency_ids[0])
    begun, approval = given.approved(home, APPROVED, 2, by=desk)
    journeys.strike_out(home, approval, reason=WHY, by=desk)
    given.minuted(home, APPROVED, by=desk)
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    approval = given.approve(home, begun, ready, by=second)
    right = replace(ready, places=3)
    with pytest.raises(Refused, match="You recorded this approval"):
        journeys.correct(home, approval, right, reason=WHY, by=second)
    too_early = replace(ready, happened_on=date(2026, 1, 5))
    with pytest.raises(Refused):  # what nobody could agree to is not asked
        error_claims.put_right(home, approval, too_early, reason=WHY, by=second)
    assert error_claims.put_right(home, approval, right, reason=WHY, by=second) is False
    assert places(home) == 2
    with pytest.raises(Refused, match="waits for a second person"):
        error_claims.put_right(home, approval, right, reason=WHY, by=second)
    error_claims.agree(home, 1, by=first)
    assert places(home) == 3
    assert error_claims.put_right(home, recorded(home), replace(ready, places=1), reason=WHY, by=first) is False
    error_claims.decline(home, 2, by=second)
    assert places(home) == 3


def recorded(home: int) -> int:
    """The approval as it stands."""
    return next(row.id for row in given.fold(home).journeys[0].all(events.HouseholdApproved))


def test_rv_7_settled_terms_stay_what_the_carer_agreed_to_unless_two_say_otherwise(
    two: tuple[Actor, Actor],
) -> None:
    first, second = two
    home, proposed, change = widened(two)
    wrong = events.TermsChanged(happened_on=PROPOSED, basis=AGREEMENT, places=5)
    for event in (wrong, replace(wrong, basis=None)):
        with pytest.raises(Refused, match=r"not what was proposed on 1 April 2026 and the carer agreed to .*RV-7"):
            journeys.correct(home, change, event, reason=WHY, by=first)
    asked = events.RevisionProposed(happened_on=PROPOSED, places=5)
    with pytest.raises(Refused, match="The terms changed as this proposed"):
        journeys.correct(home, proposed, asked, reason=WHY, by=first)
    later = replace(wrong, places=2, happened_on=date(2026, 4, 2))
    change = journeys.correct(home, change, later, reason=WHY, by=first)
    assert error_claims.put_right(home, change, replace(later, places=3), reason=WHY, by=first) is False
    assert places(home) == 2
    error_claims.agree(home, 1, by=second)
    assert places(home) == 3
    journeys.correct(home, proposed, replace(asked, places=3), reason=WHY, by=first)  # it says so too now


def test_rv_6_a_change_by_notice_is_not_moved_into_its_28_days(two: tuple[Actor, Actor]) -> None:
    home, _, change = widened(two, NOTICE, date(2026, 4, 30))
    early = events.TermsChanged(happened_on=date(2026, 4, 29), basis=NOTICE, places=2)
    with pytest.raises(Refused, match=r"The carer may answer until 29 April 2026 \(RV-6\)"):
        journeys.correct(home, change, early, reason=WHY, by=two[0])
    journeys.correct(home, change, replace(early, happened_on=date(2026, 5, 1)), reason=WHY, by=two[0])


def test_rv6_the_28_days_are_asked_again_where_a_settled_change_or_its_proposal_is_put_right(
    two: tuple[Actor, Actor],
) -> None:
    first, second = two
    home, proposal, change = widened(two, NOTICE, date(2026, 4, 30))
    later = events.RevisionProposed(happened_on=date(2026, 4, 9), places=2)
    with pytest.raises(Refused, match="may answer until 7 May 2026"):
        journeys.correct(home, proposal, later, reason=WHY, by=first)
    home, proposal, change = widened(two)
    by_notice = events.TermsChanged(happened_on=PROPOSED, places=2, basis=NOTICE)
    with pytest.raises(Refused, match="may answer until 29 April 2026"):
        error_claims.put_right(home, change, by_notice, reason=WHY, by=first)
    assert given.fold(home).approvals[0].terms_on(PROPOSED).places == 2


def test_t19_a_settled_change_is_struck_out_by_two(two: tuple[Actor, Actor]) -> None:
    first, second = two
    home, _, change = widened(two)
    with pytest.raises(Refused, match="takes back what was proposed on 1 April 2026"):
        journeys.strike_out(home, change, reason=WHY, by=first)
    claim = error_claims.ask(home, change, reason=WHY, by=first)
    assert places(home) == 2
    error_claims.agree(home, claim, by=second)
    assert places(home) == 1


def test_dm5_who_may_not_put_the_books_right_may_not_strike_that_out(two: tuple[Actor, Actor]) -> None:
    first, second = two
    desk = replace(first, user_id=None)
    home = given.household(desk.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=desk)
    report = given.fold(home).journeys[0].all(events.ReportCompleted)[0]
    earlier = replace(report.event, happened_on=report.event.happened_on - timedelta(days=1))
    journeys.correct(home, report.id, earlier, reason=WHY, by=first)  # who has a hand in the report so
    books = events.TermsChanged(happened_on=PROPOSED, places=3, cause="adjustment", wrong=WHY)
    adjusted = journeys.record(home, begun, books, by=second)
    with pytest.raises(Refused, match="You recorded"):
        journeys.strike_out(home, adjusted, reason=WHY, by=first)
    assert places(home) == 3
    journeys.strike_out(home, adjusted, reason=WHY, by=second)
    assert places(home) == 2


def test_rv_6_what_a_carer_answered_goes_from_under_the_decision_by_two_only(two: tuple[Actor, Actor]) -> None:
    first, second = two
    home = given.household(first.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=replace(first, user_id=None))
    ends = ending_events.TerminationProposed(happened_on=PROPOSED, answer_by=date(2026, 4, 29))
    proposed = journeys.record(home, begun, ends, by=second)
    later = replace(ends, happened_on=date(2026, 4, 8))  # with the last day that it had
    with pytest.raises(Refused, match=r"until 6 May 2026 to answer \(RV-6\)"):
        journeys.correct(home, proposed, later, reason=WHY, by=first)
    said = ending_events.TerminationAnswered(happened_on=date(2026, 4, 10))
    answered = journeys.record(home, begun, said, by=second)
    over = events.HouseholdDeregistered(
        happened_on=date(2026, 5, 4), reason="standards_of_care", initiator="service"
    )
    with pytest.raises(Refused, match="The carer has answered the proposal"):
        journeys.record(home, begun, over, by=first)
    for way in (replace(ends, happened_on=date(2026, 4, 12), answer_by=date(2026, 5, 10)), None):
        with pytest.raises(Refused, match="answered on 10 April 2026, and without it the answer would go unheard"):
            if way is None:
                journeys.strike_out(home, proposed, reason=WHY, by=first)
            else:
                journeys.correct(home, proposed, way, reason=WHY, by=first)
    for each in two:  # whoever proposed it, and whoever would end it
        with pytest.raises(Refused, match="takes two people to put right"):
            journeys.strike_out(home, answered, reason=WHY, by=each)
        with pytest.raises(Refused, match="takes two people to put right"):
            journeys.correct(home, answered, replace(said, answer="irm"), reason=WHY, by=each)
    claim = error_claims.ask(home, answered, reason=WHY, by=first)
    with pytest.raises(Refused, match="The carer has answered the proposal"):
        journeys.record(home, begun, over, by=first)
    error_claims.agree(home, claim, by=second)
    journeys.record(home, begun, over, by=first)


def test_rv_6_so_does_the_answer_to_a_change_of_terms(two: tuple[Actor, Actor]) -> None:
    first, second = two
    home = given.household(first.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=replace(first, user_id=None))
    asked = events.RevisionProposed(happened_on=PROPOSED, places=1)
    ranges.propose(home, begun, asked, support="None is needed", by=second)
    said = events.RevisionAnswered(happened_on=date(2026, 4, 10), answer="irm")
    answered = journeys.record(home, begun, said, by=second)
    assert (
        error_claims.put_right(home, answered, replace(said, answer="representations"), reason=WHY, by=first)
        is False
    )
    with pytest.raises(Refused, match="record the IRM's recommendation"):
        ranges.settle(home, begun, on=date(2026, 5, 4), basis=NOTICE, by=first)


def test_b_19_what_carers_agreed_to_is_put_right_as_an_error_by_another_than_who_settled_it(
    two: tuple[Actor, Actor],
) -> None:
    first, second = two
    home = given.household(first.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 1, by=replace(first, user_id=None))
    asked = events.RevisionProposed(happened_on=PROPOSED, places=2)
    ranges.propose(home, begun, asked, support="None is needed", by=first)
    ranges.settle(home, begun, on=PROPOSED, basis=AGREEMENT, by=replace(first, user_id=None))
    wrong = events.TermsChanged(happened_on=TODAY, places=6, cause="adjustment", wrong=WHY)
    with pytest.raises(Refused, match="You had a hand in the change that the carers agreed to"):
        journeys.record(home, begun, wrong, by=first)
    assert places(home) == 2
    journeys.record(home, begun, wrong, by=second)
    assert places(home) == 6


@pytest.mark.parametrize("days", [10, 40])
def test_rv_6_a_notice_on_paper_that_is_recorded_late_runs_from_its_own_day_and_another_settles(
    two: tuple[Actor, Actor], clock_at: Callable[[date], None], days: int
) -> None:
    """28 days count from the notice (DC-2), and not from when somebody came to write it down."""
    first, second = two
    home = given.household(first.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 3, by=replace(first, user_id=None))
    sent = TODAY - timedelta(days=days)
    asked = events.RevisionProposed(happened_on=sent, places=2)
    ranges.propose(home, begun, asked, support="None is needed", by=first)
    last = sent + timedelta(days=28)
    day = max(TODAY, last + timedelta(days=1))
    if last > TODAY:
        clock_at(last)
        with pytest.raises(Refused, match="may answer until 19 June 2026"):
            ranges.settle(home, begun, on=last, basis=NOTICE, by=second)
    clock_at(day)
    with pytest.raises(Refused, match="You recorded this proposal after its day"):
        ranges.settle(home, begun, on=day, basis=NOTICE, by=first)
    ranges.settle(home, begun, on=day, basis=NOTICE, by=second)
    assert places(home) == (3 if day > TODAY else 2), "on that day and no other"
    assert given.fold(home).approvals[0].terms_on(day).places == 2
