"""A next step that somebody moved, did or took away while another had its page open (T49)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import tasks
from crm.extensions import db
from crm.people.work_tables import Task
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OURS, THEIRS = date(2022, 2, 10), date(2022, 2, 7)


@pytest.fixture
def two(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> tuple[Desk, CheckingClient]:
    """An officer at a desk, and a manager at another."""
    return desk(Role.OFFICER), sign_in(Role.MANAGER)


def step(at: Desk, what: str = "Send the brochure") -> tuple[str, int]:
    """A household with a step of today: where it is moved to another day, and its number."""
    home = at.home()
    made = tasks.add(at.household_id(home), kind="step", due_on=TODAY, what=what, by=at.officer)
    return f"/households/{home}/tasks/{made}/day", made


def opened(browser: CheckingClient, path: str, day: date) -> dict[str, object]:
    """The page of a step, with a day typed and not yet sent."""
    return forms(browser.get(path).text)[-1].filled({"due_on": day})


def said(answer: TestResponse) -> str:
    return " ".join(answer.text.split())


def open_days() -> list[date]:
    found = list(db.session.scalars(select(Task.due_on).where(Task.done_at.is_(None))))
    db.session.rollback()
    return found


def test_who_is_overtaken_keeps_the_day_and_sends_it_again(two: tuple[Desk, CheckingClient]) -> None:
    at, other = two
    path, _ = step(at)
    typed = opened(at.browser, path, OURS)
    other.fill_in(path, {"due_on": THEIRS}, form=path)
    late = at.browser.post(path, data=typed)
    assert late.status_code == 409 and open_days() == [THEIRS]
    assert "Manager moved this step to 7 February 2022 while you had this page open" in said(late)
    assert "Send the brochure, now due on" in said(late) and "7 February 2022." in said(late)
    again = forms(late.text)[-1]
    assert again.action != path and again.values["due_on-day"] == ["10"]
    answer = at.browser.post(again.action, data=again.values, follow_redirects=True)
    assert "it is now for 10 February 2022" in said(answer) and open_days() == [OURS]


def test_a_second_click_of_ones_own_is_no_overtaking(two: tuple[Desk, CheckingClient]) -> None:
    at, _ = two
    path, _ = step(at)
    typed = opened(at.browser, path, OURS)
    first, second = (at.browser.post(path, data=typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303) and open_days() == [OURS]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("done", "Officer did this step on 31 January 2022 while you had this page open"),
        ("dropped", "Officer took this step off the lists on 31 January 2022 while you had this page open"),
    ],
)
def test_of_a_step_that_is_over_it_says_who_ended_it_and_what_was_typed(
    two: tuple[Desk, CheckingClient], outcome: str, words: str
) -> None:
    at, other = two
    path, _ = step(at)
    typed = opened(other, path, OURS)
    home, line = path.split("/tasks/")[0], forms(at.browser.get("/?whose=all").text)
    button = next(
        form for form in line if form.action == f"{home}/work" and form.values["item"][0].startswith("task")
    )
    at.browser.post(button.action, data=button.values | {"do": "done" if outcome == "done" else "drop"})
    late = other.post(path, data=typed)
    assert late.status_code == 409 and open_days() == []
    assert words in said(late) and "Send the brochure" in said(late) and "10 February 2022" in said(late)
    assert f'href="{home}/tasks/new"' in late.text and f'href="{home}"' in late.text
    back = other.get(path, follow_redirects=True)
    assert back.request.path == home and words.removesuffix(" while you had this page open") in said(back)


def test_an_old_address_leads_to_the_step_as_it_is_now(two: tuple[Desk, CheckingClient]) -> None:
    at, other = two
    path, _ = step(at)
    step(at, "Send the brochure")  # another household's, which is none of it
    other.fill_in(path, {"due_on": THEIRS}, form=path)
    (now,) = db.session.scalars(select(Task.id).where(Task.due_on == THEIRS)).all()
    db.session.rollback()
    other.fill_in(f"{path.split('/tasks/')[0]}/tasks/{now}/day", {"due_on": OURS})
    page = at.browser.get(path, follow_redirects=True)
    assert page.status_code == 200 and page.request.path not in (path, f"{path.split('/tasks/')[0]}")
    assert "Manager moved this step to 10 February 2022." in said(page)


def test_a_step_of_another_household_or_council_is_not_found_like_none(two: tuple[Desk, CheckingClient]) -> None:
    at, other = two
    path, _ = step(at)
    elsewhere, there = given.agency("elsewhere"), TODAY + timedelta(days=1)
    by = given.officer(elsewhere)
    foreign = tasks.add(given.household(elsewhere), kind="step", due_on=TODAY, what="Ring them", by=by)
    tasks.move(foreign, there, by=by)
    _, neighbour = step(at)
    tasks.done(neighbour, by=at.officer)
    home = path.split("/tasks/")[0]
    typed = opened(other, path, OURS)
    pages = []
    for number in (foreign, neighbour, 999_999):
        gone = f"{home}/tasks/{number}/day"
        pages += [other.get(gone), other.post(gone, data=typed)]
    assert {page.status_code for page in pages} == {404}
    assert sorted(open_days()) == [TODAY, there]


def test_of_what_nobody_waits_for_any_more_it_says_so(two: tuple[Desk, CheckingClient]) -> None:
    at, other = two
    path, _ = step(at)
    typed, home = opened(other, path, OURS), path.split("/tasks/")[0]
    made = tasks.add(at.household_id(home[12:]), kind="keep_warm", due_on=TODAY, by=at.officer)  # it is not closed
    late = other.post(f"{home}/tasks/{made}/day", data=typed)
    assert late.status_code == 409 and "nobody waits for it any more" in said(late)
    assert open_days() == [TODAY, TODAY]
