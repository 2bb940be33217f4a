"""Carers who come from another service, and those who go to one: the protocol's steps in order (OA-5, DM-1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crm.journey import corrections, events
from crm.journey.beds import Book, Cause, entries
from crm.journey.event import Event
from crm.journey.events import HouseholdApproved, HouseholdDeregistered, NoticeReceived
from crm.journey.next_steps import next_steps, why_not
from crm.journey.ranges import Route
from crm.journey.transfer_events import (
    ResignedElsewhere,
    TransferDropped,
    TransferMeetingHeld,
    TransferNoticed,
    TransferOfficerTold,
    TransferReferencePassed,
)
from crm.journey.transfers import coming, going
from tests.journey.histories import History, day
from tests.journey.test_decisions import SENT, heard
from tests.journey.test_next_steps import BOOK

NOTICED = day("2021-05-12")
NOTICE = TransferNoticed(happened_on=NOTICED, elsewhere="ifa", service="Sample Families", children=("CH-1", "CH-2"))


def says(history: History, event: Event) -> str:
    household = history.household()
    return why_not(household, household.journeys[0], event, BOOK) or ""


def came() -> History:
    """Carers of another service whom panel has heard."""
    return heard("approve", route=Route.TRANSFER_IN)


def tell(history: History, *told: Event) -> None:
    """Record each, as the rules allow it."""
    for event in told:
        assert not says(history, event)
        history.tell(event, route=history.rows[0].route)


def fostering(route: Route = Route.MAINSTREAM) -> History:
    """A household approved on 12 July 2021."""
    history = heard("approve", route=route)
    left = SENT if route is Route.TRANSFER_IN else None
    tell(history, HouseholdApproved(happened_on=SENT, places=2, left_there_on=left))
    return history


def test_OA_5_each_step_follows_the_written_notice_and_is_there_once() -> None:
    history = came()
    for kind in (TransferMeetingHeld, TransferOfficerTold, TransferReferencePassed):
        assert "needs the written notice of a transfer, on or before" in says(history, kind(happened_on=SENT))
    tell(history, NOTICE)
    assert "on record already, on 12 May 2021" in says(history, replace(NOTICE, happened_on=SENT))
    for days, kind in ((28, TransferMeetingHeld), (3, TransferOfficerTold), (27, TransferReferencePassed)):
        tell(history, kind(happened_on=NOTICED + timedelta(days=days)))
        assert "on record already" in says(history, kind(happened_on=SENT))
    found = coming(history.household().journeys[0])
    assert found and found.children == ("CH-1", "CH-2") and not found.out
    assert found.on(TransferMeetingHeld) == day("2021-06-09") and found.ends_there_on is None


def test_OA_5_without_children_in_placement_there_is_no_meeting_to_hold() -> None:
    history = came()
    tell(history, replace(NOTICE, children=()))
    for kind in (TransferMeetingHeld, TransferOfficerTold):
        assert "the written notice names none" in says(history, kind(happened_on=SENT))
    tell(history, TransferReferencePassed(happened_on=SENT))


def test_OA_5_only_carers_of_another_service_transfer_in() -> None:
    for route in (Route.MAINSTREAM, Route.KINSHIP, Route.SHORT_BREAK):
        assert "on a transfer in (OA-5)" in says(heard("approve", route=route), NOTICE)


def test_DM_1_while_the_other_approval_stands_nobody_is_approved_here() -> None:
    """Received there on 15 June 2021: 28 days later, on 13 July, the approval there has ended, and not before."""
    history = came()
    tell(history, NOTICE, ResignedElsewhere(happened_on=day("2021-06-15"), ends_on=day("2021-07-13")))
    approval = HouseholdApproved(happened_on=SENT, places=2, left_there_on=SENT)
    assert "the approval there ends on 13 July 2021 (DM-1)" in says(history, approval)
    assert "until 13 July 2021: approve on that day or later" in says(
        history, replace(approval, left_there_on=day("2021-07-13"))
    )
    on = day("2021-07-13")
    assert not says(history, replace(approval, happened_on=on, left_there_on=on))
    assert len(history.household().approvals) == 0


def test_DM_1_putting_the_notice_there_right_takes_nothing_from_an_approval_that_rests_on_it() -> None:
    history = came()
    tell(history, NOTICE, ResignedElsewhere(happened_on=day("2021-06-14"), ends_on=SENT))
    tell(history, HouseholdApproved(happened_on=SENT, places=2, left_there_on=SENT))
    household = history.household()
    row = household.journeys[0].first(ResignedElsewhere)
    assert row is not None
    for days, refused in ((1, True), (-1, False)):
        right = ResignedElsewhere(happened_on=day("2021-06-14"), ends_on=SENT + timedelta(days=days))
        no = corrections.why_not(household, row, right, BOOK) or ""
        assert ("the approval there ends on 13 July 2021 (DM-1)" in no) is refused


def test_DM_1_what_becomes_known_after_the_approval_makes_nobody_approved_twice() -> None:
    history = came()
    tell(history, NOTICE, HouseholdApproved(happened_on=SENT, places=2, left_there_on=SENT))
    for days, refused in ((1, True), (0, False)):
        told = ResignedElsewhere(happened_on=day("2021-06-14"), ends_on=SENT + timedelta(days=days))
        assert ("cannot end on 13 July 2021 (DM-1)" in says(history, told)) is refused


def test_B_6_a_transfer_in_is_one_line_of_the_bed_ledger_and_no_new_approval() -> None:
    history = came()
    tell(history, NOTICE, ResignedElsewhere(happened_on=day("2021-06-14"), ends_on=SENT))
    tell(history, HouseholdApproved(happened_on=SENT, places=2, left_there_on=SENT))
    moved = {(str(each.book), str(each.what)): count for each, count in entries(history.household()).items()}
    beds = {key: count for key, count in moved.items() if key[0] != Book.STAGE}
    assert beds == {(Book.HOUSEHOLDS, Cause.TRANSFER_IN): 1, (Book.PLACES, Cause.TRANSFER_IN): 2}
    assert "on record already" in says(history, HouseholdApproved(happened_on=SENT, places=2, left_there_on=SENT))


def test_OA_5_away_from_us_the_same_steps_follow_an_approval_and_may_come_to_nothing() -> None:
    history = fostering()
    journey = history.household().journeys[0]
    assert going(journey) is None and coming(journey) is None
    later = replace(NOTICE, happened_on=day("2022-03-01"), elsewhere="other_la")
    assert "needs the written notice" in says(history, TransferOfficerTold(happened_on=later.happened_on))
    tell(history, later, TransferMeetingHeld(happened_on=day("2022-03-29")))
    assert "They leave us: record the notice of resignation" in says(
        history, ResignedElsewhere(happened_on=day("2022-04-01"), ends_on=day("2022-04-29"))
    )
    tell(history, TransferDropped(happened_on=day("2022-04-02")))
    assert "needs the written notice" in says(history, TransferReferencePassed(happened_on=day("2022-04-03")))
    tell(history, replace(later, happened_on=day("2023-01-09"), children=()))
    found = going(history.household().journeys[0])
    assert found and found.out and not found.children and found.dropped_on is None


def test_B_6_a_transfer_out_is_its_own_line_and_no_step_comes_after_the_end() -> None:
    history = fostering(Route.TRANSFER_IN)
    tell(history, replace(NOTICE, happened_on=day("2022-03-01"), elsewhere="ifa"))
    notice = NoticeReceived(happened_on=day("2022-03-07"), ends_on=day("2022-04-04"), destination="ifa")
    tell(history, notice, TransferReferencePassed(happened_on=day("2022-03-29")))
    assert history.beds() == {("mainstream", "transfer_in"): 2, ("mainstream", "transfer_out"): -2}
    assert "The approval ended on 4 April 2022" in says(history, TransferMeetingHeld(happened_on=day("2022-04-05")))


def test_the_steps_of_a_transfer_are_offered_only_where_there_can_be_one() -> None:
    offered: dict[str, set[str]] = {}
    for name, history in (("new", heard("approve")), ("approved", fostering()), ("in", came())):
        household = history.household()
        steps = next_steps(household, household.journeys[0], BOOK, date(2022, 1, 3))
        offered[name] = {
            each.kind for each in steps if "transfer" in each.kind or each.kind == "resigned_elsewhere"
        }
    assert offered["new"] == set() and offered["approved"] == {"transfer_noticed"}
    assert offered["in"] >= {"transfer_noticed", "transfer_meeting_held", "resigned_elsewhere"}


def test_what_is_kept_of_a_notice_is_read_back_as_it_was() -> None:
    for event in (
        NOTICE,
        ResignedElsewhere(happened_on=SENT, ends_on=SENT),
        HouseholdDeregistered(happened_on=SENT),
    ):
        assert events.from_data(event.kind, event.happened_on, events.to_data(event)) == event
