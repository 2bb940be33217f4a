"""Logging an enquiry at the browser: a household and its journey together, or nothing of either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from tests import filling, given
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds


def test_an_enquiry_makes_a_household_with_its_first_journey(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    answers = {
        "name": "Zoë O\N{RIGHT SINGLE QUOTATION MARK}Example",
        "second_name": "李 Sample",
        "phone": "01632 960 001",
        "email": "zoe@home.example",
        "postcode": "de1 2fs",
        "address": "1 Sample Street",
        "route": "kinship",
        "happened_on": date(2022, 1, 30),
        "source": "employer",
        "employer": "Example Hospital Trust",
    }
    page = at.browser.fill_in("/enquiries/new", answers, form="/enquiries/new")
    reference = page.request.path.split("/")[-1]
    assert "The enquiry is on record." in page.text
    assert "Zoë O\N{RIGHT SINGLE QUOTATION MARK}Example and 李 Sample" in page.text
    assert "Heard through: employer; employer: Example Hospital Trust" in page.text
    assert at.events(reference) == [("enquiry_received", "2022-01-30")]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"name": ""}, "Enter a name"),
        ({"email": "no address"}, "is not an e-mail address"),
        ({"phone": "call me"}, "Enter a telephone number"),
        ({"postcode": "DE1 2F"}, "is not a full UK postcode"),
        ({"happened_on": date(2022, 2, 1)}, "is in the future"),
    ],
)
def test_an_enquiry_that_is_refused_makes_nothing_and_keeps_what_was_typed(
    desk: Callable[..., Desk], answers: dict[str, object], words: str
) -> None:
    at = desk()
    typed = {"name": "Rowan Example-Finch", "employer": "Example Hospital Trust", **answers}
    page = at.browser.fill_in("/enquiries/new", typed, form="/enquiries/new")
    assert page.status_code == 422
    assert words in page.text
    assert "Example Hospital Trust" in page.text
    assert db.session.query(Household).count() == 0
    db.session.rollback()


def test_half_a_postcode_is_kept_as_the_area_and_the_rest_is_to_be_asked_for(desk: Callable[..., Desk]) -> None:
    at = desk()
    page = at.browser.fill_in("/enquiries/new", {**SINGLE, "postcode": "de23"}, form="/enquiries/new")
    assert page.request.path.startswith("/households/")
    assert "DE23 is kept as their area. Ask for the rest of the postcode when you talk." in page.text
    reference = page.request.path.rpartition("/")[2]
    listed = at.browser.get("/enquiries").text.partition(f">{reference}</a>")[2].partition("</tr>")[0]
    assert ">DE23</td>" in listed
    known = {"known": reference, "postcode": "DE24"}
    differs = at.browser.fill_in(f"/enquiries/new?known={reference}", known, form="/enquiries/new")
    assert "What they gave differs from what is on record." in differs.text
    other = at.browser.fill_in("/enquiries/new", {**SINGLE, "postcode": "DE23 1A"}, form="/enquiries/new")
    assert other.status_code == 422 and "DE23 1A" in other.text


def test_a_postcode_that_no_place_has_is_warned_about_and_kept(desk: Callable[..., Desk]) -> None:
    at = desk()
    said = "No UK postcode begins with QQ: check it. It is kept as it was typed."
    page = at.browser.fill_in("/enquiries/new", {**SINGLE, "postcode": "QQ1 1QQ"}, form="/enquiries/new")
    assert page.request.path.startswith("/households/") and said in page.text
    path = f"{page.request.path}/people/address/edit"
    moved = at.browser.fill_in(path, {"postcode": "QQ1 1QZ", "nature": "changed"}, form=path)
    assert said in moved.text and "QQ1 1QZ" not in moved.text
    nowhere = "We do not know this postcode: check it. It is kept as it was typed."
    for postcode, warned in (("DE99 9ZZ", True), ("W1A 1AA", False), ("SW1A 1AA", False), ("CF10 1AA", False)):
        shown = at.browser.fill_in(path, {"postcode": postcode, "nature": "changed"}, form=path).text
        assert ("begins with" in shown, nowhere in shown) == (False, warned), postcode


SINGLE: dict[str, object] = {"name": "Rowan Example-Finch", "phone": "01632 960 001"}


def log(at: Desk, answers: Mapping[str, object]) -> TestResponse:
    return at.browser.fill_in("/enquiries/new", answers, form="/enquiries/new")


def households(at: Desk) -> int:
    count = db.session.query(Household).count()
    db.session.rollback()
    return count


def test_after_saving_the_first_clock_is_said(desk: Callable[..., Desk]) -> None:
    assert "First contact: by Tue 1 Feb." in log(desk(Role.OFFICER), SINGLE).text  # the day is a Monday


def test_everything_that_was_said_is_on_the_households_page_of_enquiries(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    answers = SINGLE | {
        "channel": "email",
        "source": "existing_carer",
        "referred_by": "Ash Specimen",
        "interests": ["respite", "siblings"],
        "best_time": "after 6",
        "language": "Polish",
        "needs": ["interpreter"],
        "note": "Two <b>dogs</b>\n\nand a boat",
        "keep_in_touch": "yes",
    }
    page = at.browser.get(log(at, answers).request.path + "/enquiries").text
    for shown in (
        "E-mail",
        "Existing carer",
        "Ash Specimen",
        "Respite, Siblings",
        "after 6",
        "Polish",
        "An interpreter",
    ):
        assert shown in page
    assert "Two &lt;b&gt;dogs&lt;/b&gt;" in page and "and a boat" in page


def test_without_script_the_hints_come_once_and_nothing_typed_is_lost(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    first = log(at, SINGLE).request.path.split("/")[-1]
    asked = log(at, SINGLE | {"note": "back again"})
    assert asked.status_code == 422 and households(at) == 1
    assert f'This is them<span class="govuk-visually-hidden">: {first}' in asked.text and "back again" in asked.text
    form = next(each for each in filling.forms(asked.text) if each.action == "/enquiries/new")
    another = at.browser.post("/enquiries/new", data=form.filled({}), follow_redirects=True)
    assert "The enquiry is on record." in another.text and households(at) == 2


def test_this_is_them_goes_on_with_that_household_and_with_what_was_typed(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    first = log(at, SINGLE).request.path.split("/")[-1]
    asked = log(at, SINGLE | {"phone": "01632 960 999", "note": "back again"})
    form = next(each for each in filling.forms(asked.text) if each.action == "/enquiries/new")
    chosen = at.browser.post("/enquiries/new", data=form.filled({"choose": first}))
    assert chosen.status_code == 200 and "back again" in chosen.text and "01632 960 999" in chosen.text
    form = next(each for each in filling.forms(chosen.text) if each.action == "/enquiries/new")
    page = at.browser.post("/enquiries/new", data=form.filled({}), follow_redirects=True)
    assert page.request.path == f"/households/{first}" and households(at) == 1
    assert "Kept as a further contact" in page.text and "It is not counted" in page.text
    assert "What they gave differs" in page.text
    assert "01632 960 999" in at.browser.get(f"/households/{first}/enquiries").text


def test_the_hints_and_who_they_are_come_by_themselves_where_there_is_script(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    first = log(at, SINGLE).request.path.split("/")[-1]
    [form] = [
        each for each in filling.forms(at.browser.get("/enquiries/new").text) if each.action == "/enquiries/new"
    ]

    def typed(target: str = "hints", **answers: str) -> TestResponse:
        headers = {"HX-Request": "true", "HX-Target": target}
        return at.browser.post("/enquiries/new", data=form.filled({}) | answers, headers=headers)

    found = typed(name="rowan finch-example")
    assert first in found.text and "Same name" in found.text and "<html" not in found.text
    assert "Nobody on record" in typed(name="ash").text and households(at) == 1
    who = typed("who", choose=first, phone="01632 960 777")
    assert 'name="known"' in who.text and "01632 960 777" in who.text and "01632 960 001" in who.text


def test_t50_a_form_sent_twice_is_one_enquiry_and_says_so(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    page = at.browser.get("/enquiries/new")
    (form,) = (each for each in filling.forms(page.text) if each.action == "/enquiries/new")
    sent = form.filled(SINGLE)
    first = at.browser.post("/enquiries/new", data=sent, follow_redirects=True)
    again = at.browser.post("/enquiries/new", data=sent, follow_redirects=True)
    assert first.request.path == again.request.path and households(at) == 1
    assert "was on record already" in again.text


def test_t50_another_enquiry_sent_with_the_key_of_one_before_is_given_back(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    page = at.browser.get("/enquiries/new")
    (form,) = (each for each in filling.forms(page.text) if each.action == "/enquiries/new")
    at.browser.post("/enquiries/new", data=form.filled(SINGLE))
    other = at.browser.post("/enquiries/new", data=form.filled({"name": "Ash Example-Heron", "source": "event"}))
    assert other.status_code == 422 and "sent already, with other words" in other.text
    assert "Ash Example-Heron" in other.text and households(at) == 1
    (again,) = (each for each in filling.forms(other.text) if each.action == "/enquiries/new")
    at.browser.post("/enquiries/new", data=again.filled({}))
    assert households(at) == 2


def test_t41_an_address_in_the_notes_is_asked_about_and_kept_if_somebody_says_so(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    note = "They live at 12 Sample Street"
    asked = log(at, SINGLE | {"note": note})
    assert asked.status_code == 422 and "tick this to keep it" in asked.text and note in asked.text
    form = next(each for each in filling.forms(asked.text) if each.action == "/enquiries/new")
    at.browser.post("/enquiries/new", data=form.filled({"anyway": "yes"}), follow_redirects=True)
    assert at.audited("enquiry.log") == [(None, ["address in text"])]


def test_t58_a_note_that_is_too_long_is_refused_in_words_and_kept_on_the_page(desk: Callable[..., Desk]) -> None:
    asked = log(desk(Role.OFFICER), SINGLE | {"note": "n" * 10_001})
    assert asked.status_code == 422
    assert "Notes must be 10,000 characters or fewer" in asked.text and "n" * 10_001 in asked.text


def test_a_household_of_another_council_is_not_one_that_an_enquiry_can_be_of(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    theirs = at.reference(given.household(given.agency("nottingham")))
    for reference in (theirs, "DER-000001"):
        assert at.browser.get(f"/enquiries/new?known={reference}").status_code == 404


def test_a_household_that_comes_back_begins_another_journey(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    path = f"/households/{reference}/journeys/new"
    said = {"channel": "email", "source": "word_of_mouth", "best_time": "after 6", "note": "They moved house."}
    said |= {"language": "Polish", "needs": "interpreter", "interests": "respite"}
    asked = {"route": "kinship", "happened_on": date(2021, 6, 1), "keep_in_touch": "yes"}
    page = at.browser.fill_in(path, asked | said, form=path)
    assert "Journey 2" in page.text and "It is not counted: this household" in page.text
    kept = at.browser.get(f"/households/{reference}/enquiries").text
    assert "after 6" in kept and "They moved house." in kept and "Word of mouth" in kept
    assert all(each in kept for each in ("Polish", "An interpreter", "Respite"))
    looks = at.browser.fill_in(path, asked | {"route": "mainstream", "note": "7 Elm Road, DE1 2FS"}, form=path)
    assert looks.status_code == 422 and "7 Elm Road, DE1 2FS" in looks.text and 'name="anyway"' in looks.text
    assert "Not counted: it repeats an earlier enquiry" in page.text


def test_a_second_journey_on_a_route_that_is_open_is_refused_until_the_first_is_over(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.home()
    path = f"/households/{reference}/journeys/new"
    again = {"route": "mainstream", "happened_on": date(2021, 6, 1)}
    refused = at.browser.fill_in(path, again, form=path)
    assert refused.status_code == 422 and "A journey on this route is open since 1 May 2021" in refused.text
    assert len(at.events(reference)) == 1
    closing = f"/households/{reference}/journeys/1/record/journey-closed"
    over = {"happened_on": date(2021, 5, 20), "stage": "enquiry", "initiator": "applicant", "reason": "AW1"}
    at.browser.fill_in(closing, over | {"again": "no"}, form=closing)
    assert "Journey 2" in at.browser.fill_in(path, again, form=path).text


def test_what_they_say_of_keeping_in_touch_is_changed_and_a_stale_form_overwrites_nobody(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    path = f"/households/{reference}/keep-in-touch"
    assert "They were <strong>not asked</strong>" in at.browser.get(path).text
    page = at.browser.get(path).text
    (stale,) = (each for each in filling.forms(page) if each.action == path)
    said = at.browser.fill_in(path, {"answer": "yes", "on": date(2022, 1, 30)}, form=path).text
    assert "They said <strong>yes</strong> on 30 January 2022" in said and "They were asked: May we" in said
    overtaken = at.browser.post(path, data=stale.filled({"answer": "no"}))
    assert overtaken.status_code == 409 and "said <strong>yes</strong>" in overtaken.text
    never = at.browser.fill_in(path, {"answer": "never"}, form=path).text
    assert "nothing sent to them" in never
    refused = at.browser.fill_in(path, {"answer": "yes", "on": date(2022, 2, 1)}, form=path)
    assert refused.status_code == 422 and "in the future" in refused.text
