"""A call that was promised outlives whatever does not end it; what is taken back brings back what it had ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from crm.actor import Role
from crm.commands import acts, calls, closings, contacts, journeys, merging, tasks
from crm.extensions import db
from crm.journey.events import JourneyClosed, JourneyReopened
from crm.reads import work
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_contacts import log
from tests.pages.test_today import press

pytestmark = pytest.mark.slow  # together they take seconds

MARCH, SOON = date(2022, 3, 1), TODAY + timedelta(days=5)
CLOSING: dict[str, Any] = {"stage": "contact", "initiator": "applicant", "reason": "not_now", "happened_on": TODAY}


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    return desk(Role.OFFICER)


def promised(at: Desk, reference: str) -> list[date]:
    """The days of the calls that are promised to a household."""
    items = work.of_household(reference, at.officer).items
    found = [item.call or item for item in items if item.call or item.kind == "call_back"]
    db.session.rollback()
    return [each.due_on for each in found]


def said(page: Any) -> str:
    return " ".join(page.text.split())


def in_march(at: Desk) -> str:
    """A household that said, when it was called, that it is to be tried again in March; its reference."""
    reference = at.home()
    log(at, reference, what="out-answered", again_on=MARCH)
    return reference


def journey_of(at: Desk, home: int) -> int:
    found = db.session.execute(
        text("SELECT journey_id FROM journey_tie WHERE household_id = :home ORDER BY 1"), {"home": home}
    ).scalars()
    numbers = list(found)
    db.session.rollback()
    return int(numbers[0])


def test_a_promise_that_lies_ahead_outlives_every_conversation_but_one_that_ends_it(at: Desk) -> None:
    reference = in_march(at)
    page = log(at, reference, what="in-answered", text="About something else")
    assert "The call that was promised for 1 March 2022 still stands." in said(page)
    log(at, reference, "email", what="in-answered")
    calls.spoke(at.household_id(reference), by=at.officer)
    assert promised(at, reference) == [MARCH]
    assert "promised" not in at.browser.get(f"/households/{reference}/contacts/new?kind=note").text
    page = log(at, reference, what="in-answered", promised="over")
    assert "The call that was promised for 1 March 2022 is off the lists." in said(page)
    assert promised(at, reference) == []


def test_what_a_contact_on_the_wrong_household_did_to_a_promise_is_undone_with_it(at: Desk) -> None:
    reference = in_march(at)
    log(at, reference, what="in-answered", promised="over")
    one = f"/households/{reference}/contacts/2"
    for _twice in range(2):
        page = at.browser.fill_in(one, {}, form=f"{one}/remove")
        assert "The call that was promised for 1 March 2022 is to be made again." in said(page)
        assert promised(at, reference) == [MARCH]
        assert "noted Mon 31 Jan by Officer" in said(page)
        page = at.browser.fill_in(one, {}, form=f"{one}/put-back")
        assert "The call that was promised for 1 March 2022 is off the lists." in said(page)
        assert promised(at, reference) == []


def test_another_day_that_was_agreed_in_a_contact_goes_with_it_and_the_first_stands_again(at: Desk) -> None:
    reference = in_march(at)
    page = log(at, reference, what="out-no_answer", again_on=SOON)
    assert "1 March 2022 is off the lists. They are to be called on 5 February 2022." in said(page)
    contacts.remove(at.household_id(reference), 2, by=at.officer)
    assert promised(at, reference) == [MARCH]
    contacts.put_back(at.household_id(reference), 2, by=at.officer)
    assert promised(at, reference) == [SOON]


def test_a_call_made_by_its_button_is_promised_again_where_the_contact_is_removed(
    at: Desk, clock_at: Callable[[date], None]
) -> None:
    reference = in_march(at)
    home = at.household_id(reference)
    clock_at(MARCH)
    calls.no_answer(home, by=at.officer)
    assert promised(at, reference) == [MARCH + timedelta(days=1)]
    contacts.remove(home, 2, by=at.officer)
    assert promised(at, reference) == [MARCH]


@pytest.mark.parametrize("noted", ["as a next step", "as nobody answered", "in a conversation"])
def test_no_answer_leaves_a_call_that_lies_ahead_and_says_so(at: Desk, noted: str) -> None:
    reference = at.home() if noted != "in a conversation" else in_march(at)
    if noted == "as a next step":
        tasks.add(at.household_id(reference), kind="call_back", due_on=MARCH, by=at.officer)
    elif noted == "as nobody answered":
        log(at, reference, what="out-no_answer", again_on=MARCH)
    page = press(at, reference, "no_answer", path=f"/households/{reference}")
    assert f"No answer from {reference}. The call that was promised for 1 March 2022 still stands." in page
    assert promised(at, reference) == [MARCH]
    page = press(at, reference, "spoke", path=f"/households/{reference}")
    stands = noted == "as a next step"  # one that was meant because nobody answered, or is itself made, does not
    assert f"for 1 March 2022 {'still stands' if stands else 'is off the lists'}. Next" in page
    assert promised(at, reference) == ([MARCH] if stands else [])


def test_no_answer_at_one_of_two_merged_records_leaves_what_the_other_was_promised(at: Desk) -> None:
    kept, other = in_march(at), at.home("Sam Example-Wren")
    one, two = at.household_id(kept), at.household_id(other)
    merging.merge(one, two, people={1: 0}, versions=(1, 1), because="same_people", by=at.officer)
    for button, becomes in (("no_answer", "still stands"), ("spoke", "is off the lists")):
        shown = press(at, kept, button, path=f"/households/{kept}")
        assert f"The call that was promised for 1 March 2022 {becomes}." in shown
        assert promised(at, kept) == ([MARCH] if button == "no_answer" else []), "the only call is the one itself"


def test_whoever_answers_is_not_called_for_an_earlier_call_that_nobody_answered(at: Desk) -> None:
    reference = at.home()
    calls.no_answer(at.household_id(reference), by=at.officer)
    page = log(at, reference, what="in-answered")
    assert "1 February 2022 is off the lists" in said(page) and promised(at, reference) == []


def test_a_closing_that_is_struck_out_or_a_journey_that_goes_on_again_has_its_call_again(
    at: Desk, clock_at: Callable[[date], None]
) -> None:
    reference = in_march(at)
    record = f"/households/{reference}/journeys/1/record/{{}}"
    page = at.browser.fill_in(record.format("journey-closed"), CLOSING, form=record.format("journey-closed"))
    assert "The call that was promised for 1 March 2022 is off the lists." in said(page)
    page = at.browser.fill_in(
        record.format("journey-reopened"), {"happened_on": TODAY}, form=record.format("journey-reopened")
    )
    assert "The call that was promised for 1 March 2022 is to be made again." in said(page)
    assert promised(at, reference) == [MARCH]
    for seq, still in ((4, []), (3, [MARCH])):  # that it goes on again, and then that it was closed
        out = f"/households/{reference}/journeys/1/events/{seq}/strike-out"
        assert at.browser.fill_in(out, {"why": "mistyped"}, form=out).status_code == 200
        assert promised(at, reference) == still


def test_a_journey_taken_up_after_the_day_of_a_call_is_not_called_for_it(
    at: Desk, clock_at: Callable[[date], None]
) -> None:
    reference = in_march(at)
    home = at.household_id(reference)
    closings.close(home, journey_of(at, home), JourneyClosed(**CLOSING), by=at.officer)
    clock_at(date(2022, 4, 1))
    again = JourneyReopened(happened_on=date(2022, 4, 1))
    journeys.record(home, journey_of(at, home), again, by=at.officer)
    assert promised(at, reference) == []


def test_a_closing_of_many_that_is_taken_back_leaves_the_calls_as_they_were(at: Desk) -> None:
    homes = [in_march(at) for _ in range(2)]
    ways = [journey_of(at, at.household_id(each)) for each in homes]
    act = acts.begin("close", {"reason": "no_reply", "happened_on": TODAY.isoformat()}, ways, by=at.officer)
    assert [promised(at, each) for each in homes] == [[], []]
    page = said(at.browser.get(f"/pipeline/acts/{act}"))
    assert page.count("The call that was promised for 1 March 2022 is not to be made.") == 2
    acts.ask_undo(act, reason="mistyped", by=at.officer)
    assert [promised(at, each) for each in homes] == [[MARCH], [MARCH]]
    page = said(at.browser.get(f"/pipeline/acts/{act}"))
    assert page.count("The call that was promised for 1 March 2022 is to be made again.") == 2


def test_a_promise_outlives_the_end_of_one_of_two_journeys_that_are_one_household_s(at: Desk) -> None:
    kept, other = at.home(), at.home("Sam Example-Wren")
    one, two = at.household_id(kept), at.household_id(other)
    begun = {home: journey_of(at, home) for home in (one, two)}
    tasks.add(one, kind="call_back", due_on=SOON, by=at.officer)
    tasks.add(two, kind="call_back", due_on=MARCH, by=at.officer)
    merging.merge(one, two, people={1: 0}, versions=(1, 1), because="same_people", by=at.officer)
    closed = JourneyClosed(**CLOSING | {"stage": "enquiry", "reason": "not_now"})
    closings.close(one, begun[two], closed, by=at.officer)
    assert sorted(promised(at, kept)) == [SOON, MARCH]
    closings.close(one, begun[one], JourneyClosed(**CLOSING | {"stage": "enquiry"}), by=at.officer)
    assert promised(at, kept) == []


def test_whoever_answers_is_not_called_for_what_was_promised_on_a_record_that_was_merged(
    at: Desk, clock_at: Callable[[date], None]
) -> None:
    kept, other = at.home(), at.home("Sam Example-Wren")
    one, two = at.household_id(kept), at.household_id(other)
    tasks.add(two, kind="call_back", due_on=SOON, by=at.officer)
    merging.merge(one, two, people={1: 0}, versions=(1, 1), because="same_people", by=at.officer)
    clock_at(SOON)
    item = next(each for each in work.of_household(kept, at.officer).items if each.task_id)
    tasks.move(item.task_id or 0, SOON, by=at.officer)
    calls.spoke(one, by=at.officer)
    assert promised(at, kept) == []
    contacts.remove(one, 1, by=at.officer)
    assert promised(at, kept) == [SOON]
    tasks.add(one, kind="call_back", due_on=MARCH, by=at.officer)
    assert promised(at, kept) == [MARCH], "a household has one promised call at a time"


def test_a_next_step_that_takes_the_place_of_a_promise_says_so(at: Desk) -> None:
    reference = in_march(at)
    page = f"/households/{reference}/tasks/new"
    done = said(at.browser.fill_in(page, {"kind": "call_back", "due_on": SOON}, form=page))
    assert "on the list for 5 February 2022. The call that was promised for 1 March 2022 is off the lists." in done
    assert promised(at, reference) == [SOON]
