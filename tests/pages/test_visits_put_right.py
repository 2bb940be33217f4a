"""Correcting what was recorded of a visit: whether it took place, its day, what came of it, the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from crm.actor import Role
from crm.commands import tasks, visits_put_right
from crm.commands.visits_put_right import Right
from crm.errors import NotFound, Stale
from crm.extensions import db
from crm.people.visit_tables import Visit
from crm.reads import work
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import Desk
from tests.pages.test_after_the_visit import next_of
from tests.pages.test_promised_calls import promised
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures

Ended = Callable[..., CheckingClient]


@pytest.fixture
def ended(officer: Desk, home: str, clock_at: Callable[..., None]) -> Ended:
    """The visit of Monday 7 February, recorded on Wednesday as it ended."""

    def end(how: str = "held", **answers: object) -> CheckingClient:
        book(officer, home)
        clock_at(date(2022, 2, 9))
        page, again = f"/households/{home}/visits/1", sign_in_again(officer)
        again.fill_in(
            page,
            answers if how == "held" else {"how": how},
            form=f"{page}/{'held' if how == 'held' else 'call-off'}",
        )
        return again

    return end


def corrected(browser: CheckingClient, home: str, **answers: object) -> str:
    page = f"/households/{home}/visits/1/correct"
    return " ".join(browser.fill_in(page, {"why": "mistyped", **answers}, form=page).text.split())


def text_of(browser: CheckingClient, path: str) -> str:
    return " ".join(browser.get(path).text.split())


def test_an_invitation_recorded_as_something_else_is_chased_from_the_day_of_the_visit(
    officer: Desk, home: str, ended: Ended
) -> None:
    browser = ended(outcome="another_visit", report="They were kind.")
    assert "chase" not in next_of(officer, home)
    page = f"/households/{home}/visits/1"
    assert f'href="{page}/correct"' in browser.get(page).text
    shown = corrected(browser, home, outcome="invite", report="They were very kind.")
    assert "What it said before" in shown and "They were kind." in shown and "They were very kind." in shown
    assert (
        "Invite them to apply" in shown and "Put right by <bdi>Officer</bdi>" in shown and "typed wrongly" in shown
    )
    assert "visited Mon 7 Feb, due Mon 21 Feb" in next_of(officer, home)
    assert "It said before: 7 February 2022, took place, " in text_of(browser, f"/households/{home}?show=corrected")
    corrected(browser, home, outcome="not_suitable")
    assert "chase" not in next_of(officer, home)


def test_the_day_of_a_visit_is_put_right_with_the_step_and_its_clocks(
    officer: Desk, home: str, ended: Ended
) -> None:
    browser = ended(outcome="invite")
    assert "visited Mon 7 Feb, due Mon 21 Feb" in next_of(officer, home)
    corrected(browser, home, on=date(2022, 2, 4))
    assert "visited Fri 4 Feb, due Fri 18 Feb" in next_of(officer, home)
    steps = text_of(browser, f"/households/{home}?show=events")
    assert "4 February 2022" in steps and "7 February 2022" in steps, "the step says what it said before"


def test_a_visit_that_was_recorded_and_never_took_place_counts_no_more_and_one_that_did_counts(
    officer: Desk, home: str, ended: Ended
) -> None:
    browser = ended(outcome="invite")
    assert "They were not there" in corrected(browser, home, how="no_show")
    fold = given.fold(officer.household_id(home))
    assert [row.event.kind for row in fold.journeys[0].rows] == ["enquiry_received"]
    assert "chase" not in next_of(officer, home)
    assert "took place" in corrected(browser, home, how="held", outcome="invite", on=date(2022, 2, 8))
    fold = given.fold(officer.household_id(home))
    assert [str(row.event.happened_on) for row in fold.journeys[0].rows] == ["2021-05-01", "2022-02-08"]
    assert "visited Tue 8 Feb, due Tue 22 Feb" in next_of(officer, home)


def test_what_cannot_be_is_refused_in_words_and_what_was_typed_is_kept(
    officer: Desk, home: str, ended: Ended
) -> None:
    browser = ended(outcome="invite")
    page = f"/households/{home}/visits/1/correct"
    for answers, says in (
        ({}, "Choose why it is being put right"),
        ({"why": "mistyped"}, "Nothing is different from what is on record"),
        ({"why": "mistyped", "on": date(2022, 2, 10)}, "10 February 2022 is in the future"),
        ({"why": "mistyped", "outcome": "later"}, "Enter the day on which to ask them again"),
        ({"why": "mistyped", "report": "They live at 7 Canary Lane, DE1 2FS"}, "tick this to keep it here"),
    ):
        answer = browser.fill_in(
            page, {"report": "Kind words", **answers} if len(answers) > 1 else answers, form=page
        )
        assert answer.status_code == 422 and says in answer.text, says
    assert "7 Canary Lane" in answer.text


def test_a_correction_overtaken_by_another_shows_both_sides(officer: Desk, home: str, ended: Ended) -> None:
    browser = ended("no_show")
    page = f"/households/{home}/visits/1/correct"
    (asked,) = (each for each in forms(browser.get(page).text) if each.action == page)
    corrected(browser, home, how="they_cancelled")
    sent = asked.filled({"how": "we_cancelled", "report": "My own words", "why": "mistyped"})
    late = browser.post(page, data=sent)
    assert late.status_code == 409
    assert (
        "Somebody put this visit right" in late.text
        and "They called it off" in late.text
        and "My own words" in late.text
    )
    with pytest.raises(Stale):
        right = Right(how="no_show", on=MONDAY)
        visits_put_right.correct(
            officer.household_id(home), 1, right, because="mistyped", version=0, by=officer.officer
        )


def test_only_what_is_recorded_and_one_s_own_is_put_right(
    officer: Desk, home: str, desk: Callable[..., Desk]
) -> None:
    book(officer, home)
    page = f"/households/{home}/visits/1"
    assert officer.browser.get(f"{page}/correct").location == page, "it is only booked"
    booked = db.session.scalars(select(Visit.id)).one()
    db.session.rollback()
    right = Right(how="no_show", on=MONDAY)
    own, by = officer.household_id(home), officer.officer
    with pytest.raises(Stale):
        visits_put_right.correct(own, booked, right, because="mistyped", version=0, by=by)
    with pytest.raises(NotFound):
        visits_put_right.correct(own, 99, right, because="mistyped", version=0, by=by)
    with pytest.raises(NotFound):
        visits_put_right.correct(own, booked, right, because="mistyped", version=0, by=given.officer(99))
    assert desk(Role.ANALYST).browser.get(f"{page}/correct").status_code == 403


MARCH, APRIL = date(2022, 3, 1), date(2022, 4, 10)


@pytest.mark.parametrize(
    "right", [{"outcome": "invite"}, {"outcome": "withdrew"}, {"outcome": "not_suitable"}, {"how": "no_show"}]
)
def test_a_call_promised_in_a_visit_goes_and_the_one_before_comes_back_when_it_is_corrected(
    officer: Desk, home: str, ended: Ended, right: dict[str, str]
) -> None:
    tasks.add(officer.household_id(home), kind="call_back", due_on=MARCH, by=officer.officer)
    browser = ended(outcome="another_visit", again_on=APRIL)
    assert promised(officer, home) == [APRIL]
    shown = corrected(browser, home, **right)
    assert "The call that was promised for 10 April 2022 is off the lists." in shown
    assert "The call that was promised for 1 March 2022 is to be made again." in shown
    assert promised(officer, home) == [MARCH]
    shown = corrected(browser, home, how="held", outcome="later", again_on=APRIL)
    assert "1 March 2022 is off the lists. They are to be called on 10 April 2022." in shown
    assert promised(officer, home) == [APRIL]


def test_the_day_of_a_call_stands_on_the_form_that_corrects_the_visit_and_can_be_changed_there(
    officer: Desk, home: str, ended: Ended
) -> None:
    browser = ended(outcome="another_visit", again_on=APRIL)
    before = promised_ids(officer, home)
    corrected(browser, home, report="They were kind.")
    corrected(browser, home, on=date(2022, 2, 4), outcome="later")
    assert promised(officer, home) == [APRIL] and promised_ids(officer, home) == before
    corrected(browser, home, again_on=MARCH)
    assert promised(officer, home) == [MARCH]
    corrected(
        browser, home, outcome="another_visit", **{f"again_on-{part}": "" for part in ("day", "month", "year")}
    )
    assert promised(officer, home) == []


def test_a_visit_ends_a_call_that_was_due_by_its_day_until_it_is_corrected(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    tasks.add(officer.household_id(home), kind="call_back", due_on=MONDAY, by=officer.officer)
    book(officer, home)
    clock_at(date(2022, 2, 9))
    page, browser = f"/households/{home}/visits/1", sign_in_again(officer)
    shown = browser.fill_in(page, {"outcome": "invite"}, form=f"{page}/held").text
    assert "The call that was promised for 7 February 2022 is off the lists." in shown
    assert promised(officer, home) == []
    corrected(browser, home, how="no_show")
    assert promised(officer, home) == [MONDAY]
    corrected(browser, home, how="held", outcome="invite", on=date(2022, 2, 8))
    assert promised(officer, home) == []
    corrected(browser, home, on=date(2022, 2, 4))
    assert promised(officer, home) == [MONDAY], "it was due on a later day than that of the visit"


def test_a_visit_leaves_a_call_that_lies_ahead_unless_another_day_is_agreed(
    officer: Desk, home: str, ended: Ended
) -> None:
    tasks.add(officer.household_id(home), kind="call_back", due_on=MARCH, by=officer.officer)
    ended(outcome="invite")
    assert promised(officer, home) == [MARCH]


def promised_ids(at: Desk, reference: str) -> list[int | None]:
    found = [each.task_id for each in work.of_household(reference, at.officer).items if each.kind == "call_back"]
    db.session.rollback()
    return found
