"""A carer asks for a wider range in the portal; the service offers or declines it, and the carer agrees (RV-7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from crm import clock
from crm.actor import Role
from crm.commands import journeys, range_requests, ranges
from crm.errors import Stale
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.journey.ranges import Terms
from crm.outbox.tables import Job
from crm.people.request_tables import RangeRequest, RangeRequestStep
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.carers_asking import ANSWERS, PORTAL, QUEUE, Case, said, second_carer
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    at = desk()
    reference = at.approved()
    home = at.household_id(reference)
    narrow = TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11)
    journeys.record(home, 1, narrow, by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def test_rv_7_what_a_carer_asks_is_offered_and_takes_effect_on_the_day_that_they_agree(case: Case) -> None:
    assert "Change what I offer" in case.carer.get("/portal/").text
    before = case.at.events(case.reference)
    path = case.ask()
    page = case.carer.get(path).text
    assert "With your service" in page and "0 to 16" in page and "5 to 11" in page
    assert case.at.events(case.reference) == before
    assert "Range request" in case.at.browser.get("/?whose=all").text
    queue = case.at.browser.get(QUEUE).text
    assert case.reference in queue and "ages 0 to 16" in queue
    staff = case.at.browser.get(f"{QUEUE}/{path.rpartition('/')[2]}").text
    assert "+1 mainstream bed," in staff and "A cot" in staff
    case.offer(path)
    assert case.terms() == Terms(2, 5, 11)
    page = case.carer.get(path).text
    assert "A cot, lent by us" in page and "Waits for you" in page
    assert "You have agreed." in case.press(path, "agree")
    assert case.terms() == Terms(3, 0, 16) and case.terms(date(2022, 1, 30)) == Terms(2, 5, 11)
    assert case.at.events(case.reference)[-2:] == [
        ("revision_proposed", "2022-01-31"),
        ("terms_changed", "2022-01-31"),
    ]
    shown = case.at.browser.get(f"/households/{case.reference}/range").text
    assert "Agreed in writing" in shown and "Rowan Example-Finch" in shown
    assert [step for _, step in _steps()] == ["sent", "offered", "agreed"]


def test_declined_the_carer_reads_why_and_withdrawn_nothing_moves(case: Case) -> None:
    path = case.ask()
    staff = f"{QUEUE}/{path.rpartition('/')[2]}"
    page = case.at.browser.fill_in(staff, {"because": ""}, form=f"{staff}/decline")
    assert page.status_code == 422 and "Say why" in page.text
    case.at.browser.fill_in(staff, {"because": "Let us talk in spring."}, form=f"{staff}/decline")
    assert "Let us talk in spring." in case.carer.get(path).text
    second = case.ask()
    assert "taken back" in case.press(second, "withdraw")
    assert "Withdrawn" in case.at.browser.get(f"{QUEUE}/{second.rpartition('/')[2]}").text
    assert case.terms() == Terms(2, 5, 11)
    assert "No request waits for you" in case.at.browser.get(QUEUE).text


def test_taken_back_after_the_offer_the_proposal_is_dropped_with_it(case: Case) -> None:
    path = case.ask()
    case.offer(path)
    case.press(path, "withdraw")
    assert case.at.events(case.reference)[-1] == ("revision_dropped", "2022-01-31")
    assert case.terms() == Terms(2, 5, 11)


def test_what_staff_drop_on_the_household_s_page_is_a_step_and_each_carer_is_told(
    case: Case, client: CheckingClient
) -> None:
    path = case.ask()
    case.offer(path)
    second_carer(case, client)
    before, drop = _told(), f"/households/{case.reference}/journeys/1/record/revision-dropped"
    case.at.browser.fill_in(drop, {"happened_on": date(2022, 1, 31)}, form=drop)
    assert _steps()[-1][1] == "dropped" and _told() == before + 2
    assert "Dropped by the service, 31 January 2022" in case.carer.get(path).text


def test_rv_6_without_an_agreement_it_takes_effect_only_after_28_days(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask()
    case.offer(path)
    by = case.at.officer
    clock_at(date(2022, 3, 1))
    assert case.terms(clock.today()) == Terms(2, 5, 11)
    before = _told()
    ranges.settle(case.home, 1, on=date(2022, 3, 1), basis="notice", by=by)
    assert _steps()[-1][1] == "settled" and _told() == before + 1
    assert case.terms(date(2022, 2, 28)) == Terms(2, 5, 11) and case.terms(date(2022, 3, 1)) == Terms(3, 0, 16)
    case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    shown = case.at.browser.get(f"{QUEUE}/{path.rpartition('/')[2]}").text
    assert "In effect after 28 days" in shown and "In effect: the 28 days have passed, 1 March 2022" in shown
    journeys.strike_out(case.home, len(case.at.events(case.reference)), reason="mistyped", by=by)
    assert _steps()[-1][1] == "put_right" and _told() == before + 2


def test_t49_what_was_changed_after_it_was_read_is_neither_offered_nor_agreed_as_it_was(case: Case) -> None:
    path = case.ask()
    number = int(path.rpartition("/")[2])
    staff = f"{QUEUE}/{number}"
    opened = next(each for each in forms(case.at.browser.get(staff).text) if each.action == f"{staff}/offer")
    case.press(path, "change")
    case.carer.fill_in(f"{PORTAL}/places", {"places": 1}, form=f"{PORTAL}/places")
    case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    page = case.at.browser.post(f"{staff}/offer", data=opened.filled({"support": "None"}))
    assert page.status_code == 422 and "since you opened the page" in page.text
    case.offer(path)
    stale = next(each for each in forms(case.carer.get(path).text) if each.action == f"{path}/agree")
    proposal = len(case.at.events(case.reference))
    correct = f"/households/{case.reference}/journeys/1/events/{proposal}/correct"
    case.at.browser.fill_in(correct, {"age_to": 12, "why": "mistyped"}, form=correct)
    page = case.carer.post(f"{path}/agree", data=stale.filled({}))
    assert page.status_code == 422 and "put right after you had opened this page" in page.text
    assert case.terms() == Terms(2, 5, 11)
    with pytest.raises(Stale):
        range_requests.decline(number, version=1, because="No", by=case.at.officer)


def test_two_carers_who_ask_at_once_are_both_seen_and_neither_is_lost(case: Case, client: CheckingClient) -> None:
    robin = second_carer(case, client)
    for step, answers in ANSWERS[:3]:
        robin.fill_in(f"{PORTAL}/{step}", answers if step != "places" else {"places": 2}, form=f"{PORTAL}/{step}")
    first = case.ask()
    assert first in robin.get("/portal/").text and "With your service" in robin.get(first).text
    page = robin.get(f"{PORTAL}/support").text
    assert "Rowan Example-Finch asked on 31 January 2022 for: 3" in page and "Both are kept." in page
    robin.fill_in(f"{PORTAL}/support", {"support": "none"}, form=f"{PORTAL}/support")
    second = robin.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check").request.path
    queue = case.at.browser.get(QUEUE).text
    assert first != second and f"{QUEUE}/{second.rpartition('/')[2]}" in queue
    assert f"{QUEUE}/{first.rpartition('/')[2]}" in queue
    case.offer(second)
    assert "You have agreed." in case.press(second, "agree", robin)
    case.offer(first)
    case.press(first, "agree")
    assert case.terms() == Terms(3, 0, 16)
    told = {job.args["letter"] for job in db.session.scalars(select(Job)) if "letter" in job.args}
    db.session.rollback()
    assert "range_request_moved" in told


def test_changing_a_request_overwrites_nothing_that_was_typed_and_not_sent(case: Case) -> None:
    path = case.ask()
    case.carer.fill_in(f"{PORTAL}/places", {"places": 1}, form=f"{PORTAL}/places")
    page = case.press(path, "change")
    assert "You have typed answers that you have not sent" in page and f'href="{PORTAL}/check"' in page
    assert 'value="1"' in case.carer.get(f"{PORTAL}/places").text
    assert case.carer.get(f"{PORTAL}/check").location == f"{PORTAL}/ages"
    case.carer.fill_in(f"{PORTAL}/ages", {}, form=f"{PORTAL}/forget")
    assert "Check what you are asking for" in case.press(path, "change")


def test_t49_who_sends_second_sees_the_request_as_it_is_by_now_and_sends_theirs_on_top(
    case: Case, client: CheckingClient
) -> None:
    path = case.ask()
    robin = second_carer(case, client)
    assert "Check what you are asking for" in case.press(path, "change", robin)
    robin.fill_in(f"{PORTAL}/places", {"places": 4}, form=f"{PORTAL}/places")
    opened = next(each for each in forms(robin.get(f"{PORTAL}/check").text) if each.action == f"{PORTAL}/check")
    case.press(path, "change")
    case.carer.fill_in(f"{PORTAL}/places", {"places": 1}, form=f"{PORTAL}/places")
    case.carer.fill_in(f"{PORTAL}/kinds", {"siblings_extra": 1}, form=f"{PORTAL}/kinds")
    case.carer.fill_in(f"{PORTAL}/support", {"support": "A bunk bed"}, form=f"{PORTAL}/support")
    case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    page = robin.post(f"{PORTAL}/check", data=opened.filled({}))
    assert page.status_code == 422 and "The request has changed since you began to change it" in page.text
    robin.fill_in(f"{PORTAL}/support", {"support": "A word with Wren"}, form=f"{PORTAL}/support")
    page = robin.get(f"{PORTAL}/check")
    assert "Rowan Example-Finch changed it" in page.text and "The request now" in page.text
    assert "Rowan Example-Finch changed it" in case.press(path, "change", robin)
    again = next(each for each in forms(page.text) if each.action == f"{PORTAL}/check")
    assert robin.post(f"{PORTAL}/check", data=again.filled({})).location == path
    assert [step for _, step in _steps()] == ["sent", "changed", "changed"]
    staff = said(case.at.browser.get(f"{QUEUE}/{path.rpartition('/')[2]}").text)
    assert "+2 mainstream beds," in staff and "A word with Wren" in staff
    for told in (staff, said(case.carer.get(path).text)):
        assert "1 place; ages 0 to 16; 1 more for brothers and sisters" in told and "A bunk bed" in told
        assert "3 places; ages 0 to 16" in told and "A cot" in told
    assert [row.siblings_extra for row in db.session.scalars(select(RangeRequest))] == [1]
    db.session.rollback()


def test_t49_what_was_typed_of_a_request_that_was_answered_meanwhile_is_sent_as_a_new_one(
    case: Case, client: CheckingClient
) -> None:
    path = case.ask()
    robin = second_carer(case, client)
    case.press(path, "change", robin)
    robin.fill_in(f"{PORTAL}/places", {"places": 4}, form=f"{PORTAL}/places")
    opened = next(each for each in forms(robin.get(f"{PORTAL}/check").text) if each.action == f"{PORTAL}/check")
    case.offer(path)
    page = robin.post(f"{PORTAL}/check", data=opened.filled({}))
    assert page.status_code == 422 and "Your service has answered this request" in page.text
    assert path in page.text and "Send as a new request" in page.text
    sent = robin.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    assert "Your request is sent" in sent.text and sent.request.path != path
    assert "Waits for you" in robin.get(path).text


def test_t49_an_older_window_neither_sends_nor_writes_over_what_was_typed_in_a_newer(case: Case) -> None:
    for step, answers in ANSWERS:
        case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    send, places = (
        next(each for each in forms(case.carer.get(path).text) if each.action == path)
        for path in (f"{PORTAL}/check", f"{PORTAL}/places")
    )
    case.carer.fill_in(f"{PORTAL}/places", {"places": 1}, form=f"{PORTAL}/places")
    page = case.carer.post(f"{PORTAL}/check", data=send.filled({}))
    assert page.status_code == 422 and "Nothing was sent: these are your answers as they are now" in page.text
    page = case.carer.post(f"{PORTAL}/places", data=places.filled({"places": 4}))
    assert (
        page.status_code == 422
        and "There you answered: How many children could you care for at once: 1." in page.text
    )
    assert 'value="4"' in page.text and 'value="1"' in case.carer.get(f"{PORTAL}/places").text
    again = next(each for each in forms(page.text) if each.action == f"{PORTAL}/places")
    assert case.carer.post(f"{PORTAL}/places", data=again.filled({})).status_code == 303
    assert case.carer.post(f"{PORTAL}/places", data=again.filled({})).status_code == 303, "a double click"
    assert "Your request is sent" in case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check").text


def test_t49_to_begin_a_change_again_goes_on_with_what_was_typed_of_it(case: Case) -> None:
    path = case.ask()
    old = next(each for each in forms(case.carer.get(path).text) if each.action == f"{path}/change")
    case.press(path, "change")
    case.carer.fill_in(f"{PORTAL}/places", {"places": 1}, form=f"{PORTAL}/places")
    case.press(path, "change")
    assert 'value="1"' in case.carer.get(f"{PORTAL}/places").text
    case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    page = case.carer.post(f"{path}/change", data=old.filled({"idempotency_key": "another-key-of-a-page"}))
    assert page.status_code == 422 and "has changed since you opened the page" in page.text


def test_t50_each_button_of_a_request_is_an_act_of_its_own(case: Case) -> None:
    path = case.ask()
    case.offer(path)
    page = forms(case.carer.get(path).text)
    agree, withdraw = (
        next(each for each in page if each.action == f"{path}/{act}") for act in ("agree", "withdraw")
    )
    assert case.carer.post(f"{path}/agree", data=agree.filled({})).status_code == 303
    assert case.carer.post(f"{path}/agree", data=agree.filled({})).status_code == 303
    late = case.carer.post(f"{path}/withdraw", data=withdraw.filled({}))
    assert late.status_code == 422 and "It was settled already: there is nothing to withdraw." in late.text


def _told() -> int:
    """How many mails to carers were asked for."""
    asked = [job.args for job in db.session.scalars(select(Job)) if job.args.get("letter") == "range_request_moved"]
    db.session.rollback()
    return len(asked)


def _steps() -> list[tuple[int, str]]:
    rows = [(row.request_id, row.step) for row in db.session.scalars(select(RangeRequestStep))]
    db.session.rollback()
    return rows
