"""What a setting would move is counted before it is changed, and is what then moves."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from crm.actor import Role
from crm.journey.events import ApplicationReceived, FirstContactMade, NoticeReceived, VisitCompleted
from crm.register import settings
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

CLOSED = "\n".join(f"{day} 02 2022" for day in (1, 2, 3, 4))  # Tuesday to Friday; TODAY is the Monday before
SPACE = "\N{NO-BREAK SPACE}"


def listed(at: Desk) -> Counter[tuple[str, ...]]:
    """Every clock that runs, as the file of the list says it: reference, clock and its day."""
    (form,) = (each for each in forms(at.browser.get("/clocks?state=all").text) if "export" in each.action)
    head, *rows = csv.reader(
        io.StringIO(at.browser.post(form.action, data=form.filled({"reason": "audit"})).text.lstrip("\ufeff"))
    )
    told = [head.index(each) for each in ("Reference", "Clock", "Due")]
    return Counter(tuple(row[each] for each in told) for row in rows)


def previewed(at: Desk, name: str, value: str, valid_from: date) -> tuple[str, Callable[[], object]]:
    """What the preview of a change says, and the button below it."""
    path = f"/settings/{name}/change"
    page = at.browser.fill_in(path, {"value": value, "valid_from": valid_from}, form=path)
    asked = forms(page.text)[-1]
    return page.text, partial(at.browser.post, asked.action, data=asked.values)


def enquired(at: Desk, on: date, *, reached: bool = False) -> None:
    """A household with an enquiry, and a first call on the same day if that is said."""
    home = given.household(at.officer.agency_ids[0])
    journey_id = given.journey(home, on, by=at.officer)
    if reached:
        given.record(home, journey_id, FirstContactMade(happened_on=on), by=at.officer)


def test_as_many_clocks_move_as_the_preview_of_closure_days_says_also_those_that_are_far_off(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    enquired(at, TODAY - timedelta(days=12))  # first contact was due long ago
    enquired(at, TODAY)  # and is due tomorrow
    enquired(at, TODAY, reached=True)  # screening, and a visit to be offered
    leaving = given.household(at.officer.agency_ids[0])
    journey_id, _ = given.approved(leaving, date(2021, 9, 1), 2, by=at.officer)
    notice = NoticeReceived(happened_on=TODAY, ends_on=TODAY + timedelta(days=28))
    given.record(leaving, journey_id, notice, by=at.officer)  # the last interview is to be offered in two weeks
    before = listed(at)
    page, confirm = previewed(at, "closures", CLOSED, TODAY)
    confirm()
    moved = (before - listed(at)).total()
    assert moved == 4
    assert f"{moved}{SPACE}clocks would have another day" in page


def test_a_change_that_holds_from_a_day_to_come_says_what_moves_then(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    at, then = desk(), TODAY + timedelta(days=1)
    enquired(at, TODAY, reached=True)
    page, confirm = previewed(at, "closures", CLOSED, then)
    assert f"On 1 February 2022, by what is on record today: 2{SPACE}clocks would have another day" in page
    before = listed(at)
    confirm()
    assert listed(at) == before  # today nothing moves
    clock_at(then)
    at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert (before - listed(at)).total() == 2


def test_what_the_page_of_today_shows_more_or_fewer_is_counted(desk: Callable[..., Desk]) -> None:
    at = desk()
    given.approved(given.household(at.officer.agency_ids[0]), date(2021, 2, 10), 2, by=at.officer)
    page, _ = previewed(at, "today_ahead_days", "14", TODAY)
    # what is due on 10 February: the review, the unannounced visit, and the standards' evidence
    assert f"3{SPACE}clocks more would be on the page of today" in page
    later, _ = previewed(at, "today_ahead_days", "14", TODAY + timedelta(days=9))
    assert "what moves then is not counted here" in later


def test_who_would_see_fewer_households_is_named(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk()
    enquired(at, TODAY)
    sign_in(Role.SOCIAL_WORKER)
    losing, _ = previewed(at, "own_caseload_only", "yes", TODAY)
    assert f"would see 0{SPACE}households at once, and not 1" in losing
    later, _ = previewed(at, "own_caseload_only", "yes", TODAY + timedelta(days=9))
    assert "what moves then is not counted here" in later and "Nothing on record" not in later
    assert settings.value("own_caseload_only", at.officer.agency_ids[0], TODAY) is False


def test_a_change_before_one_that_is_settled_for_later_says_until_when_it_holds(desk: Callable[..., Desk]) -> None:
    at = desk()
    _, confirm = previewed(at, "closures", "02 03 2022", date(2022, 3, 1))
    confirm()
    shown = at.browser.get("/settings/closures").text
    assert "until the day before 1 March 2022" in shown and "2 March 2022" in shown
    assert "is settled already" in at.browser.get("/settings/closures/change").text
    page, _ = previewed(at, "closures", "24 02 2022", TODAY)
    assert "This holds until the day before 1 March 2022 only" in page
    page, _ = previewed(at, "closures", "24 03 2022", date(2022, 3, 15))
    assert "On that day, as settled so far" in page and "only" not in page.partition("For what is")[0]


def test_switching_panel_off_says_how_many_clocks_of_panel_go_with_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0])
    journey_id = given.journey(home, TODAY - timedelta(days=40), by=at.officer)
    visited, applied = TODAY - timedelta(days=20), TODAY - timedelta(days=10)
    given.record(home, journey_id, VisitCompleted(happened_on=visited), by=at.officer)
    given.record(home, journey_id, ApplicationReceived(happened_on=applied), by=at.officer)
    before = listed(at)
    page, confirm = previewed(at, "panel_required", "no", TODAY - timedelta(days=30))
    confirm()
    fewer = len(before) - len(listed(at))
    assert fewer == 1
    assert f"{fewer}{SPACE}clock fewer would run" in page
