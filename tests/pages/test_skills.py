"""A household's pay for skills on its page: the week on any day, levels, what they need, courses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import placements, skills
from crm.commands.skill_entries import Evidence
from crm.commands.skills import Decision
from crm.commands.stays import Stay
from tests import given, schemes
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

PORTFOLIO = {"evidence": "portfolio", "evidence_on": date(2026, 6, 1)}


@pytest.fixture
def at(desk: Callable[..., Desk], clock_at: Callable[[date], None]) -> Desk:
    """A manager of Derby on 1 July 2026: the first household has a carer on level B and a child of ten."""
    clock_at(date(2026, 7, 1))
    at = desk()
    schemes.settle(at.officer)
    home = given.household(at.officer.agency_ids[0])
    given.approved(home, date(2025, 9, 1), 2, by=at.officer, agreed=True)
    stay = Stay(child="CH-1", offer=None, from_on=date(2026, 1, 5), born=date(2015, 8, 1))
    placements.place(home, stay, by=at.officer)
    level = Decision(level="B", on=date(2026, 1, 1), evidence=Evidence(kind="review", on=date(2025, 12, 1)))
    schemes.decide(home, 1, level, by=at.officer)
    return at


def page_of(at: Desk, day: str = "") -> str:
    return at.browser.get(f"{here(at)}{f'?on={day}' if day else ''}").text


def here(at: Desk) -> str:
    return f"/households/{reference(at.browser)}/skills"


def reference(browser: CheckingClient) -> str:
    return browser.get("/households").text.split("/households/DER-")[1].split('"')[0].join(("DER-", ""))


def test_moving_a_carer_from_b_to_c_changes_the_week_on_its_day_and_not_before(at: Desk) -> None:
    skills.ask(1, 1, level="C", on=date(2026, 7, 1), by=at.officer)
    form = f"{here(at)}/1/decide"
    short = at.browser.fill_in(form, {"level": "C", "on": date(2026, 8, 1), **PORTFOLIO}, form=form)
    assert short.status_code == 422 and "Level C still needs: Level 3 diploma" in short.text
    asked = next(each for each in forms(short.text) if each.action == form)
    done = at.browser.post(form, data={**asked.values, "anyway": "yes"}, follow_redirects=True)
    assert "The level is on record" in done.text and "Level C from 1 August 2026" in done.text
    before, after = page_of(at, "2026-07-31"), page_of(at, "2026-08-01")
    assert "<dd>£140</dd>" in before and "Fee of level B, age 10" in before and "<dd>£194</dd>" in before
    assert "<dd>£210</dd>" in after and "Fee of level C, age 11" in after and "<dd>£220</dd>" in after


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"level": "C", "on": date(2026, 7, 1)}, "A level needs evidence"),
        ({"level": "C", "on": date(2026, 1, 1), **PORTFOLIO}, "would overlap with it"),
        ({"level": "A", "on": date(2026, 7, 1), "because": "", **PORTFOLIO}, "A lower level needs a reason"),
    ],
)
def test_a_level_without_evidence_or_that_overlaps_is_refused_in_words(
    at: Desk, answers: dict[str, object], says: str
) -> None:
    form = f"{here(at)}/1/decide"
    skills.ask(1, 1, level=str(answers["level"]), on=date(2026, 7, 1), because="own_wish", by=at.officer)
    page = at.browser.fill_in(form, answers, form=form)
    assert page.status_code == 422 and says in page.text
    assert "level B</h2>" in page_of(at)


def test_an_officer_records_a_request_and_the_manager_decides_it(at: Desk, desk: Callable[..., Desk]) -> None:
    officer, form = desk(Role.OFFICER), f"{here(at)}/1/ask"
    assert "on record. Another person decides" in officer.browser.fill_in(form, {"level": "C"}, form=form).text
    assert officer.browser.get(f"{here(at)}/1/decide").status_code == 403
    page = page_of(at)
    assert "Asked for or recommended: level C, 1 July 2026" in page
    down = page.split('/turn-down"')[0].split('href="')[-1] + "/turn-down"
    done = at.browser.fill_in(down, {"because": "needs_not_met"}, form=down)
    assert "The request is turned down" in done.text and "Asked for or recommended: level" not in done.text


def test_what_a_level_needs_is_shown_and_a_course_counts_by_its_name(at: Desk) -> None:
    page = page_of(at)
    assert "What level C needs" in page and "Still needed" in page
    form = f"{here(at)}/1/need"
    none = at.browser.fill_in(form, {"need": "Level 3 diploma"}, form=form)
    assert none.status_code == 422 and "Say what shows it" in none.text
    done = at.browser.fill_in(form, {"need": "Level 3 diploma", **PORTFOLIO}, form=form)
    assert "Has it</strong> <bdi>Level 3 diploma" in done.text
    form = f"{here(at)}/training"
    done = at.browser.fill_in(form, {"carers": ["1"], "course": "first_aid", "on": date(2023, 6, 30)}, form=form)
    assert "<bdi>First aid</bdi>, 30 June 2023" in done.text and "Lapsed" in done.text


def test_a_level_decided_by_mistake_is_struck_out_by_two_and_stays_to_be_seen(
    at: Desk, desk: Callable[..., Desk]
) -> None:
    form = page_of(at).split('/strike-out"')[0].split('href="')[-1] + "/strike-out"
    officer = desk(Role.OFFICER).browser
    once = officer.fill_in(form, {"because": "mistyped"}, form=form)
    assert "level B</h2>" in once.text and "Said to be wrong" in once.text
    assert "DER-" in at.browser.get("/skills?waiting=yes").text
    again = officer.fill_in(form, {"because": "mistyped"}, form=form)
    assert again.status_code == 422 and "another person strikes it out (PF-3)" in again.text
    done = at.browser.fill_in(form, {"because": "mistyped"}, form=form)
    assert "no level</h2>" in done.text and "Level decided: B" in done.text and "Struck out" in done.text


def test_a_month_of_birth_that_nobody_said_is_in_no_sum_and_said_so(at: Desk) -> None:
    stay = Stay(child="CH-2", offer=None, from_on=date(2026, 6, 1))
    placements.place(1, stay, by=at.officer)
    page = page_of(at)
    assert "Not known: £176 to £258" in page and "is in none of these sums" in page
    assert "<dd>£280</dd>" in page and "<dd>£194</dd>" in page


def test_a_level_that_was_recorded_later_was_not_known_before(
    at: Desk, desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    path = here(at)
    clock_at(date(2026, 7, 9))
    later = Decision(level="C", on=date(2026, 6, 1), evidence=Evidence(kind="review", on=date(2026, 5, 1)))
    schemes.decide(1, 1, later, by=at.officer)
    browser = desk(Role.OFFICER).browser
    asked = f"{path}?on=2026-06-15"
    assert "<dd>£210</dd>" in browser.get(asked).text
    known = browser.get(f"{asked}&known_on=2026-07-08").text
    assert "<dd>£140</dd>" in known and "level B</h2>" in known and "Level decided: C" not in known
    assert "<dd>£210</dd>" in browser.get(f"{asked}&known_on=2026-07-09").text
    assert "no level</h2>" in browser.get(f"{asked}&known_on=2026-06-30").text


def test_a_day_that_is_none_is_said_and_today_is_shown(at: Desk) -> None:
    page = at.browser.get(f"{here(at)}?on=soon")
    assert page.status_code == 422 and "is not a day, like 2026-03-31" in page.text
    assert "on 1 July 2026" in page.text
