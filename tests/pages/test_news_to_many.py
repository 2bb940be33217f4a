"""News to those who may be asked again: only to who agreed to it, seen before it is sent, taken back in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Role
from crm.commands import journeys, people, settings, tasks
from crm.commands import letters as letter_commands
from crm.extensions import db
from crm.jobs import run_due
from crm.journey.events import EnquiryReceived, JourneyClosed
from crm.journey.ranges import Route
from crm.people.tables import Household
from tests import given
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]
NEWS = "/pipeline/together/news"


def kept_warm(at: Desk, name: str, *, agreed: bool | None = None, email: bool = True) -> str:
    """A household whose journey has ended and who may be asked again; what they said of news."""
    address = f"{name.lower()}@people.example" if email else None
    home = given.household(at.officer.agency_ids[0], name, email=address)
    journey = given.journey(home, TODAY - timedelta(days=30), by=at.officer)
    over = JourneyClosed(
        happened_on=TODAY - timedelta(days=9), initiator="applicant", reason="not_now", stage="enquiry"
    )
    journeys.record(home, journey, over, by=at.officer)
    tasks.add(home, kind="keep_warm", due_on=TODAY, by=at.officer)
    if agreed is not None:
        people.answer_consent(home, agreed=agreed, version=version_of(home), by=at.officer)
    return at.reference(home)


def version_of(home: int) -> int:
    found = db.session.scalars(select(Household.version).where(Household.id == home)).one()
    db.session.rollback()
    return found


def confirm(at: Desk, check: TestResponse) -> TestResponse:
    (form,) = [each for each in forms(check.text) if each.action == NEWS]
    return at.browser.post(form.action, data=form.filled({"confirmed": "yes"}), follow_redirects=True)


def letters() -> int:
    found = db.session.execute(text("SELECT count(*) FROM letter")).scalar_one()
    db.session.rollback()
    return int(found)


def test_news_goes_to_those_of_the_list_who_agreed_and_is_taken_back_while_it_waits(
    desk: OpenDesk, clock_at: Callable[..., None]
) -> None:
    at = desk(Role.OFFICER)
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@derby.example")):
        settings.change(name, value, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=at.officer)
    first, second = kept_warm(at, "Ash", agreed=True), kept_warm(at, "Birch", agreed=True)
    unasked, refused = kept_warm(at, "Cedar"), kept_warm(at, "Dogwood", agreed=False)
    out, unreachable = kept_warm(at, "Elder", agreed=True), kept_warm(at, "Fir", agreed=True, email=False)
    people.opt_out(at.household_id(out), by=at.officer)
    going_on = at.home("Gorse")
    listed = at.browser.get("/keep-warm").text
    assert f'formaction="{NEWS}"' in listed and "All 6" in listed
    asked = at.browser.get(f"{NEWS}?which=all&show=due")
    assert "6\N{NO-BREAK SPACE}households chosen" in asked.text and going_on not in asked.text
    (form,) = [each for each in forms(asked.text) if each.action == NEWS]
    assert [each for each in form.choices["template"] if each] == ["keep_in_touch"]
    check = at.browser.fill_in(f"{NEWS}?which=all&show=due", {"template": "keep_in_touch"}, form=NEWS)
    shown = " ".join(check.text.split())
    assert "2 households will get the letter." in shown and "Dear Ash," in shown
    for reference, why in (
        (unasked, "They have not agreed to be kept in touch with."),
        (refused, "They have not agreed to be kept in touch with."),
        (out, "They have asked not to be written to."),
        (unreachable, "There is no e-mail address for them."),
    ):
        assert why in shown.partition(f"<li>{reference} ")[2].partition("</li>")[0]
    begun = confirm(at, check)
    assert begun.request.path == "/pipeline/acts/1" and "Until then they can be taken back." in begun.text
    assert (begun.text.count(">Waiting<"), begun.text.count(">Left out<")) == (3, 4), "the act itself waits too"
    assert confirm(at, check).request.path == "/pipeline/acts/1", "a form sent twice is done once"
    at.browser.fill_in("/pipeline/acts/1/undo", {"why": "mistyped"})
    check = at.browser.fill_in(f"{NEWS}?which=all&show=due", {"template": "keep_in_touch"}, form=NEWS)
    assert confirm(at, check).request.path == "/pipeline/acts/2"
    people.opt_out(at.household_id(second), by=at.officer)  # while it waits
    clock_at(clock.now() + timedelta(minutes=16))
    run_due()
    assert letters() == 1 and "News of fostering with" in at.browser.get(f"/households/{first}").text
    assert "They have asked not to be written to." in at.browser.get("/pipeline/acts/2").text
    assert "Write to those who may be asked again" in at.browser.get("/pipeline/acts").text


def test_the_same_news_does_not_go_twice_to_whoever_waits_for_it_or_had_it_today(
    desk: OpenDesk, clock_at: Callable[..., None]
) -> None:
    at = desk(Role.OFFICER)
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@derby.example")):
        settings.change(name, value, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=at.officer)
    kept_warm(at, "Ash", agreed=True)
    asked, wanted = f"{NEWS}?which=all&show=due", {"template": "keep_in_touch"}
    both = [at.browser.fill_in(asked, wanted, form=NEWS) for _ in range(2)]
    confirm(at, both[0])
    assert "This letter waits to be sent to them already." in at.browser.fill_in(asked, wanted, form=NEWS).text
    confirm(at, both[1])  # by somebody who had looked before
    clock_at(clock.now() + timedelta(minutes=16))
    run_due()
    assert letters() == 1
    assert "This letter went to them today already." in at.browser.fill_in(asked, wanted, form=NEWS).text


def test_who_had_the_news_by_itself_or_is_not_to_be_asked_again_gets_none(
    desk: OpenDesk, clock_at: Callable[..., None]
) -> None:
    at = desk(Role.OFFICER)
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@derby.example")):
        settings.change(name, value, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=at.officer)
    had, dropped = kept_warm(at, "Ash", agreed=True), kept_warm(at, "Birch", agreed=True)
    asked, wanted = f"{NEWS}?which=all&show=due", {"template": "keep_in_touch"}
    confirm(at, at.browser.fill_in(asked, wanted, form=NEWS))
    home = at.household_id(had)  # while it waits
    letter_commands.write(home, "keep_in_touch", subject="News", text="News", channel="email", by=at.officer)
    work = f"/households/{dropped}/work"
    drop = next(each for each in forms(at.browser.get("/keep-warm").text) if each.action == work)
    at.browser.post(work, data=drop.filled({"do": "drop"}))
    clock_at(clock.now() + timedelta(minutes=16))
    run_due()
    assert letters() == 1
    check = " ".join(at.browser.fill_in(asked, wanted, form=NEWS).text.split())
    assert "This letter went to them today already." in check and dropped not in check
    done = " ".join(at.browser.get("/pipeline/acts/1").text.split())
    assert "This letter went to them today already." in done and dropped in done
    assert "They are not to be asked again, or were asked since." in done


def test_of_those_who_came_back_since_one_looked_nothing_is_asked(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    back, still = kept_warm(at, "Ash", agreed=True), kept_warm(at, "Birch", agreed=True)
    check = at.browser.fill_in(f"{NEWS}?which=all&show=all", {"template": "keep_in_touch"}, form=NEWS)
    again = EnquiryReceived(happened_on=TODAY)
    journeys.begin(at.household_id(back), route=Route.MAINSTREAM, first=again, by=at.officer)
    looked = confirm(at, check)
    assert looked.status_code == 409 and still in looked.text and back not in looked.text
    assert confirm(at, looked).request.path == "/pipeline/acts/1"


def test_t12_no_other_council_s_household_and_no_other_letter_is_sent(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    kept_warm(at, "Ash", agreed=True)
    elsewhere = Desk(at.browser, given.officer(given.agency("nottingham")))
    foreign = kept_warm(elsewhere, "Robin", agreed=True)
    own, theirs = db.session.execute(text("SELECT journey_id FROM household_now ORDER BY 1")).scalars()
    db.session.rollback()
    asked = at.browser.get(f"{NEWS}?journey={own}&journey={theirs}")
    assert foreign not in asked.text and "1\N{NO-BREAK SPACE}household chosen" in asked.text
    (form,) = [each for each in forms(asked.text) if each.action == NEWS]
    sent = form.filled({"template": "keep_in_touch"})
    assert at.browser.post(NEWS, data={**sent, "journeys": f"{own},{theirs}"}).status_code == 404
    wrong = at.browser.post(NEWS, data={**sent, "template": "information", "confirmed": "yes"})
    assert wrong.status_code == 422
    assert at.browser.get("/pipeline/acts/1").status_code == 404, "no act was begun"
