"""Doing something to many journeys at the browser: ticked or all, seen before it is done, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import acts, assignments, settings, tasks
from crm.extensions import db
from crm.people.tables import User
from crm.people.work_tables import Task
from tests import given
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

ANSWERS = {"happened_on": TODAY, "reason": "no_reply"}


def numbers() -> list[str]:
    """The numbers of the journeys under way."""
    found = [str(row) for row in db.session.execute(text("SELECT journey_id FROM under_way ORDER BY 1")).scalars()]
    db.session.rollback()
    return found


def confirm(at: Desk, check: TestResponse) -> TestResponse:
    """Press the button of the page that says what would happen."""
    (form,) = [each for each in forms(check.text) if each.action.startswith("/pipeline/together/")]
    return at.browser.post(form.action, data=form.filled({"confirmed": "yes"}), follow_redirects=True)


def test_journeys_that_are_ticked_are_closed_once_it_was_seen_what_happens_and_taken_back(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    first, second, third = (at.home(f"Number {each}") for each in range(3))
    page = at.browser.get("/pipeline?view=list")
    (bar,) = [form for form in forms(page.text) if form.action == "/pipeline/together/assign"]
    assert bar.values == {"which": ["ticked"]}
    ticked = "&".join(f"journey={number}" for number in numbers()[:2])
    check = at.browser.fill_in(f"/pipeline/together/close?which=ticked&{ticked}", ANSWERS)
    assert "2\N{NO-BREAK SPACE}journeys will be closed." in check.text
    assert first in check.text and second in check.text and third not in check.text
    assert len(at.events(first)) == 1
    done = confirm(at, check)
    assert done.request.path == "/pipeline/acts/1"
    assert "No reply" in done.text and done.text.count("Done</strong>") == 3
    assert [kind for kind, _ in at.events(first)] == ["enquiry_received", "journey_closed"]
    assert at.events(third) == at.events(third)[:1]
    again = confirm(at, check)
    assert again.request.path == "/pipeline/acts/1", "a form sent twice is done once"
    undone = at.browser.fill_in("/pipeline/acts/1/undo", {"why": "mistyped"})
    assert "It is taken back." in undone.text and "it was typed wrongly" in undone.text
    assert [kind for kind, _ in at.events(first)][-1] == "struck_out"
    assert "Close journeys" in at.browser.get("/pipeline/acts").text


def test_all_that_the_filters_leave_can_be_chosen(desk: Callable[..., Desk]) -> None:
    at = desk()
    for each in range(27):
        at.home(f"Number {each}")
    page = at.browser.get("/pipeline/together/assign?which=all&route=mainstream").text
    assert "27\N{NO-BREAK SPACE}journeys chosen" in page
    assert "No journey is chosen" in at.browser.get("/pipeline/together/assign?which=all&route=kinship").text


def test_closing_needs_a_reason_and_what_was_answered_stays(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home()
    path = f"/pipeline/together/close?journey={numbers()[0]}"
    page = at.browser.fill_in(path, {"happened_on": TODAY, "reason": ""})
    assert page.status_code == 422 and "Choose the main reason" in page.text
    check = at.browser.fill_in(path, ANSWERS)
    (form,) = [each for each in forms(check.text) if each.action.startswith("/pipeline/together/")]
    back = at.browser.post(form.action, data=form.filled({"change": "yes"}))
    assert '<option value="no_reply" selected>' in back.text


def test_what_cannot_be_done_is_said_before_and_offered_no_button(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    page = at.browser.get(f"/pipeline/together/close?journey={numbers()[0]}").text
    (asked,) = [each for each in forms(page) if each.action == "/pipeline/together/close"]
    at.browser.fill_in(f"/households/{reference}/journeys/1/record/visit-completed", {"happened_on": TODAY})
    check = at.browser.post(asked.action, data=asked.filled(ANSWERS))
    assert "is no reason at this stage" in check.text
    assert 'name="confirmed"' not in check.text


def test_t49_what_has_changed_since_one_looked_is_looked_at_again(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    check = at.browser.fill_in(f"/pipeline/together/close?journey={numbers()[0]}", ANSWERS)
    at.browser.fill_in(f"/households/{reference}/journeys/1/record/first-contact-made", {"happened_on": TODAY})
    again = confirm(at, check)
    assert again.status_code == 409 and "Somebody has recorded something about these" in again.text
    assert [kind for kind, _ in at.events(reference)][-1] == "first_contact_made"
    assert confirm(at, again).request.path == "/pipeline/acts/1"
    assert [kind for kind, _ in at.events(reference)][-1] == "journey_closed"


def test_households_are_assigned_to_a_worker(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    path = f"/pipeline/together/assign?journey={numbers()[0]}"
    page = at.browser.get(path).text
    (worker,) = [value for form in forms(page) for value in form.choices.get("worker", ()) if value.isdigit()]
    check = at.browser.fill_in(path, {"worker": worker})
    confirm(at, check)
    assert reference in at.browser.get("/pipeline?view=list&worker=me").text
    assert reference not in at.browser.get("/pipeline?view=list&worker=nobody").text


def test_journeys_and_acts_of_another_council_are_not_there(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home()
    stranger = given.officer(given.agency("nottingham"))
    foreign = Desk(at.browser, stranger).home("Robin Elsewhere")
    theirs = numbers()[1]
    page = at.browser.get(f"/pipeline/together/close?journey={theirs}")
    assert "No journey is chosen" in page.text and foreign not in page.text
    act = acts.begin("close", {"reason": "no_reply", "happened_on": "2022-01-31"}, [int(theirs)], by=stranger)
    for path in (f"/pipeline/acts/{act}", f"/pipeline/acts/{act}/undo", "/pipeline/acts/999"):
        assert at.browser.get(path).status_code == 404
    assert "Close journeys" not in at.browser.get("/pipeline/acts").text


@pytest.mark.parametrize(
    ("kind", "answers"),
    [("close", ANSWERS), ("assign", {"worker": "nobody"}), ("write", {"template": "information"})],
)
def test_T12_one_foreign_or_unknown_journey_among_ones_own_has_the_whole_act_refused(
    desk: Callable[..., Desk], kind: str, answers: dict[str, object]
) -> None:
    at = desk()
    home = at.home()
    Desk(at.browser, given.officer(given.agency("nottingham"))).home("Robin Elsewhere")
    own, theirs = numbers()
    check = at.browser.fill_in(f"/pipeline/together/{kind}?journey={own}", answers)
    (form,) = [each for each in forms(check.text) if each.action.startswith("/pipeline/together/")]
    for other in (theirs, "999"):
        asking = {**form.values, "journeys": f"{own},{other}"}
        assert at.browser.post(form.action, data=asking).status_code == 404
        assert at.browser.post(form.action, data={**asking, "confirmed": "yes"}).status_code == 404
    assert at.browser.get("/pipeline/acts/1").status_code == 404, "no act was begun"
    assert [event for event, _ in at.events(home)] == ["enquiry_received"]


def test_whoever_sees_a_caseload_only_does_nothing_to_anothers_households(desk: Callable[..., Desk]) -> None:
    manager, worker = desk(), desk(Role.SOCIAL_WORKER)
    own, other = manager.home("Own"), manager.home("Other")
    account = db.session.scalars(select(User.id).where(User.role == "social_worker")).one()
    db.session.rollback()
    assignments.assign([manager.household_id(own)], account, by=manager.officer)
    both = "&".join(f"journey={number}" for number in numbers())
    done = confirm(manager, manager.browser.fill_in(f"/pipeline/together/assign?{both}", {"worker": str(account)}))
    assert other in done.text and done.request.path == "/pipeline/acts/1"
    manager.browser.fill_in("/pipeline/acts/1/undo", {"why": "other"})
    settings.change(
        "own_caseload_only",
        True,
        valid_from=TODAY,
        agency_id=manager.officer.agency_ids[0],
        by=manager.officer,
    )
    for which in (both, "which=all"):
        page = worker.browser.get(f"/pipeline/together/close?{which}").text
        assert own in page and other not in page
    check = worker.browser.fill_in(f"/pipeline/together/close?{both}", ANSWERS)
    (form,) = [each for each in forms(check.text) if each.action.startswith("/pipeline/together/")]
    sent = worker.browser.post(form.action, data=form.filled({"journeys": ",".join(numbers()), "confirmed": "yes"}))
    assert sent.status_code == 404
    for each in (own, other):
        assert [kind for kind, _ in worker.events(each)] == ["enquiry_received"]
    assert worker.browser.get("/pipeline/acts/1").status_code == 404
    assert "Assign households" not in worker.browser.get("/pipeline/acts").text


@pytest.mark.parametrize("query", ["journey=1_0&journey=%D9%A3&journey=-1&journey=" + "9" * 40, "which=none", ""])
def test_numbers_that_are_none_choose_nothing(desk: Callable[..., Desk], query: str) -> None:
    page = desk().browser.get(f"/pipeline/together/write?{query}")
    assert page.status_code == 200 and "No journey is chosen" in page.text


def test_there_is_no_other_act(desk: Callable[..., Desk]) -> None:
    assert desk().browser.get("/pipeline/together/erase?journey=1").status_code == 404


def test_whoever_is_closed_with_others_comes_back_on_the_day_and_not_when_it_is_taken_back(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    first, second = at.home("Number 1"), at.home("Number 2")
    path = f"/pipeline/together/close?journey={numbers()[0]}&journey={numbers()[1]}"
    early = at.browser.fill_in(path, {**ANSWERS, "again_on": date(2022, 1, 31)})
    assert early.status_code == 422 and "Choose a day after the closing" in early.text
    check = at.browser.fill_in(path, {**ANSWERS, "again_on": date(2022, 6, 1)})
    assert "1 June 2022" in check.text
    confirm(at, check)
    later = at.browser.get("/keep-warm?show=later").text
    assert first in later and second in later
    at.browser.fill_in("/pipeline/acts/1/undo", {"why": "mistyped"})
    assert first not in at.browser.get("/keep-warm?show=all").text


def test_a_day_that_was_set_before_the_closing_outlives_its_undoing(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = at.home("Number 1")
    tasks.add(at.household_id(home), kind="keep_warm", due_on=date(2022, 6, 1), by=at.officer)
    confirm(at, at.browser.fill_in(f"/pipeline/together/close?journey={numbers()[0]}", ANSWERS))
    at.browser.fill_in("/pipeline/acts/1/undo", {"why": "mistyped"})
    kept = select(Task.due_on).where(Task.kind == "keep_warm", Task.done_at.is_(None))
    assert db.session.scalars(kept).all() == [date(2022, 6, 1)]
