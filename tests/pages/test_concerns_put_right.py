"""What was raised or done by mistake is struck out, taken back or put right, and stays on record as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from crm.actor import Role
from crm.extensions import db
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_concerns import LIST, raised

pytestmark = pytest.mark.slow  # together they take seconds


def test_what_was_raised_by_mistake_is_struck_out_and_holds_nothing_and_stays_on_record(
    desk: Callable[..., Desk],
) -> None:
    at, worker = desk(), desk(Role.SOCIAL_WORKER)
    reference = at.approved(agreed=True)
    one = raised(at, reference)
    assert "on hold by the service" in at.browser.get(f"/households/{reference}/placements").text.lower()
    assert "Choose why it is struck out" in at.browser.fill_in(f"{one}/strike-out", {}).text
    assert worker.browser.get(f"{one}/strike-out").status_code == 403
    at.browser.fill_in(f"{one}/step", {"kind": "lado_told", "on": date(2022, 1, 21)})
    stale = at.browser.fill_in(f"{one}/strike-out", {"because": "wrong_household", "version": "9-0-0-0"})
    assert stale.status_code == 422 and "Somebody has recorded something of this" in stale.text
    at.browser.fill_in(f"{one}/strike-out", {"because": "wrong_household"})
    page = at.browser.get(one).text
    assert "Struck out on" in page and "it belongs to another household" in page and "None on hold for it" in page
    closed = text("SELECT count(*) FROM unavailability WHERE removed_at IS NULL")
    assert db.session.execute(closed).scalar_one() == 0
    db.session.rollback()
    assert reference not in at.browser.get(f"{LIST}?state=all").text
    assert "struck out" in at.browser.get(f"{LIST}?state=struck").text
    assert "omplaint" not in at.browser.get(f"/carers/retention?q={reference}&sign=raised").text.split("results")[1]
    again = at.browser.fill_in(f"{one}/step", {"kind": "lado_told", "on": date(2022, 1, 22)})
    assert "This was struck out" in again.text
    assert "SECRET-7" in at.browser.fill_in(one, {"why": "review"}, form=f"{one}/said").text
    assert at.audited("concern.strike_out") == [("wrong_household", [])]
    unusual = desk(Role.GOVERNANCE).browser.get("/audit?what=struck").text
    assert unusual.count(f">{reference}<") == 1


def test_a_kind_or_a_day_that_is_wrong_is_put_right_and_its_hold_follows(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved(agreed=True)
    one = raised(at, reference, kind="complaint")
    at.browser.fill_in(f"{one}/outcome", {"outcome": "not_upheld", "on": date(2022, 1, 25)})
    because: dict[str, object] = {"because": "mistyped"}
    for wrong, says in (
        ({}, "This is what is on record already"),
        ({"kind": "allegation"}, "An allegation is told to the LADO"),
        ({"received_on": date(2021, 8, 31)}, "was not approved by 31 August 2021"),
        ({"received_on": date(2022, 1, 26)}, "It was raised on 26 January 2022"),
        ({"closed_on": date(2022, 2, 1)}, "is in the future"),
    ):
        answer = at.browser.fill_in(f"{one}/edit", because | wrong)
        assert answer.status_code == 422 and says in answer.text, says
    right = {"kind": "standards_of_care", "received_on": date(2022, 1, 18), "closed_on": date(2022, 1, 27)}
    at.browser.fill_in(f"{one}/edit", because | right)
    page = at.browser.get(one).text
    assert "<h1" in page and "Standards of care" in page and "27 January 2022" in page
    assert "A complaint" in page and "20 Jan" in page and "It was typed wrongly" in page
    rows = db.session.execute(text("SELECT from_on, to_on FROM unavailability WHERE removed_at IS NULL")).all()
    db.session.rollback()
    assert [(str(row[0]), str(row[1])) for row in rows] == [("2022-01-18", "2022-01-27")]
    assert at.audited("concern.correct") == [("mistyped", ["closed_on", "kind", "received_on"])]


def test_a_step_that_was_never_done_is_taken_back_and_stays_readable_as_it_was(desk: Callable[..., Desk]) -> None:
    at, worker = desk(), desk(Role.SOCIAL_WORKER)
    one = raised(at, at.approved())
    at.browser.fill_in(f"{one}/step", {"kind": "lado_told", "on": date(2022, 1, 21), "note": "NOTE-7"})
    at.browser.fill_in(f"{one}/step", {"kind": "strategy_meeting", "on": date(2022, 1, 24)})
    back = f"{one}/steps/1/take-back"
    assert back in at.browser.get(one).text
    assert "Choose why it is struck out" in at.browser.fill_in(back, {}).text
    stale = at.browser.fill_in(back, {"because": "mistyped", "version": "1-0-0-0"})
    assert stale.status_code == 422 and "Somebody has recorded something of this" in stale.text
    assert worker.browser.get(back).status_code == 403
    assert at.browser.get(f"{one}/steps/9/take-back").status_code == 404
    at.browser.fill_in(back, {"because": "wrong_household"})
    page = at.browser.get(one).text
    assert "It is not on record that this was done" in page  # the LADO is told by nothing else
    assert "Taken back" in page and "21 Jan" in page and "it belongs to another household" in page.lower()
    assert "NOTE-7" not in page and "NOTE-7" in at.browser.fill_in(one, {"why": "review"}, form=f"{one}/said").text
    assert back not in page and "Somebody has recorded" in at.browser.fill_in(back, {"because": "mistyped"}).text
    refused = at.browser.fill_in(f"{one}/outcome", {"outcome": "unfounded", "on": TODAY})
    assert refused.status_code == 422 and "An allegation is told to the LADO" in refused.text
    assert at.audited("concern.take_back") == [("wrong_household", [])]
    assert "Took back" in desk(Role.GOVERNANCE).browser.get("/audit?what=struck").text


def test_a_settled_allegation_keeps_its_report_to_the_lado_and_lets_another_step_go(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    one = raised(at, at.approved(), lado_told_on=date(2022, 1, 21))
    at.browser.fill_in(f"{one}/step", {"kind": "strategy_meeting", "on": date(2022, 1, 24)})
    at.browser.fill_in(f"{one}/outcome", {"outcome": "unfounded", "on": TODAY})
    refused = at.browser.fill_in(f"{one}/steps/1/take-back", {"because": "mistyped"})
    assert refused.status_code == 422 and "its report to the LADO has to stand" in refused.text
    assert "Taken back" not in at.browser.get(one).text
    at.browser.fill_in(f"{one}/steps/2/take-back", {"because": "mistyped"})
    assert "Taken back" in at.browser.get(one).text and "Unfounded" in at.browser.get(one).text
