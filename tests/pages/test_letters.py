"""Letters to households: drafted from templates, sent once, and only to those who may be written to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm import words
from crm.actor import Actor, Role
from crm.commands import command, letters, people, settings
from crm.commands.people import NewCarer
from crm.errors import NotFound, Refused
from crm.exchange.mail import Letter
from crm.people import consent, households
from crm.register import letters as register
from tests import given
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]
Mails = Callable[[], list[Letter]]
ADDRESS, POSTCODE = "7 Canary Lane", "DE1 2FS"


@pytest.fixture
def officer(desk: OpenDesk) -> Desk:
    """An officer of Derby, whose settings say how to reach it."""
    found = desk(Role.OFFICER)
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@derby.example")):
        settings.change(name, value, valid_from=TODAY, agency_id=found.officer.agency_ids[0], by=found.officer)
    return found


def a_home(desk: Desk, *, emails: tuple[str | None, ...] = ("rowan@home.example",)) -> str:
    """A household with an enquiry, whose carers have these addresses; its reference."""
    names = ("Rowan Example-Finch", "Sam Example-Finch")
    home = people.create_household(
        desk.officer.agency_ids[0],
        carers=[NewCarer(name, email) for name, email in zip(names, emails, strict=False)],
        address=ADDRESS,
        postcode=POSTCODE,
        by=desk.officer,
    )
    given.journey(home, date(2021, 5, 1), by=desk.officer)
    return desk.reference(home)


def write(desk: Desk, reference: str, letter: str = "acknowledgement", **answers: Any) -> TestResponse:
    page = f"/households/{reference}/write?letter={letter}"
    return desk.browser.fill_in(page, answers, form=page)


@command
def opt_out(desk: Desk, reference: str) -> None:
    home = households.load(desk.household_id(reference), desk.officer.agency_ids)
    consent.opt_out(home, on=TODAY, at=_now(), by=None)


def _now() -> Any:
    from crm import clock

    return clock.now()


def test_a_letter_is_drafted_with_their_name_and_day_sent_once_and_on_the_timeline(
    officer: Desk, mails: Mails
) -> None:
    reference = a_home(officer)
    page = write(officer, reference)
    assert "E-mail to them, on its way" in page.text
    (sent,) = mails()
    assert (sent.to, sent.subject) == ("rowan@home.example", "Your enquiry about fostering")
    assert sent.text.startswith("Dear Rowan Example-Finch,")
    assert "on 1 May 2021" in sent.text and reference in sent.text and "01632 960 100" in sent.text
    assert ADDRESS not in sent.text and POSTCODE not in sent.text
    timeline = officer.browser.get(f"/households/{reference}?show=contacts").text
    assert "E-mail to them</h3>" in timeline and "Your enquiry about fostering" in timeline
    assert mails() == []


def test_what_was_made_of_a_template_is_what_goes(officer: Desk, mails: Mails) -> None:
    reference = a_home(officer)
    write(officer, reference, text="Dear both,\n\n{% for x in y %} ${7*7} %(x)s", subject="Hello")
    (sent,) = mails()
    assert (sent.subject, sent.text) == ("Hello", "Dear both,\n\n{% for x in y %} ${7*7} %(x)s\n")


def test_two_carers_with_addresses_of_their_own_each_get_it_and_a_shared_one_gets_it_once(
    officer: Desk, mails: Mails
) -> None:
    apart = a_home(officer, emails=("rowan@home.example", "sam@home.example"))
    shared = a_home(officer, emails=("both@home.example", "Both@home.example"))
    write(officer, apart)
    assert {each.to for each in mails()} == {"rowan@home.example", "sam@home.example"}
    write(officer, shared)
    assert [each.to for each in mails()] == ["both@home.example"]


def test_an_opt_out_after_a_letter_was_asked_for_still_counts(officer: Desk, mails: Mails) -> None:
    reference = a_home(officer)
    write(officer, reference)
    opt_out(officer, reference)
    assert mails() == []
    timeline = officer.browser.get(f"/households/{reference}").text
    assert "E-mail to them, not sent" in timeline and "asked not to be written to" in timeline
    assert "asked not to be written to" in officer.browser.get(f"/households/{reference}/write").text
    with pytest.raises(Refused, match="not to be written to"):
        _write(officer, reference, "acknowledgement")


def test_news_goes_only_to_those_who_agreed_to_it(officer: Desk, mails: Mails) -> None:
    reference = a_home(officer)
    page = officer.browser.get(f"/households/{reference}/write?letter=keep_in_touch").text
    assert "for those who agreed" in page and "Send the letter" not in page
    with pytest.raises(Refused, match="for those who agreed"):
        _write(officer, reference, "keep_in_touch")
    assert mails() == []


def _write(desk: Desk, reference: str, template: str, text: str = "Hello") -> int:
    home = desk.household_id(reference)
    return letters.write(home, template, subject="S", text=text, channel="email", by=desk.officer)


def test_an_address_that_is_gone_when_the_letter_goes_is_said_on_record(officer: Desk, mails: Mails) -> None:
    reference = a_home(officer)
    write(officer, reference)
    home = officer.household_id(reference)
    by, version = officer.officer, 1
    people.change_carer(home, 1, name="Rowan", email=None, phone=None, nature="changed", version=version, by=by)
    assert mails() == []
    assert "no e-mail address any more" in officer.browser.get(f"/households/{reference}").text


@pytest.mark.parametrize("text", [f"You live at {ADDRESS}, I hear", "You live in de12fs"])
def test_t40_a_letter_holds_the_address_only_if_somebody_chose_it_and_that_is_on_record(
    officer: Desk, mails: Mails, text: str
) -> None:
    reference = a_home(officer)
    answer = write(officer, reference, text=text)
    assert answer.status_code == 422 and "It holds where they live" in answer.text and mails() == []
    assert officer.audited("letter.write") == []
    page = f"/households/{reference}/write?letter=acknowledgement"
    token = answer.text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"text": text, "subject": "S", "channel": "email", "anyway": "yes", "csrf_token": token}
    officer.browser.post(page, data=sent)
    assert len(mails()) == 1
    assert officer.audited("letter.write") == [(None, ["address", "letter"])]


def test_t40_a_letter_on_paper_shows_the_address_only_where_it_was_asked_for_with_a_reason(officer: Desk) -> None:
    reference = a_home(officer, emails=(None,))
    page = write(officer, reference)
    assert "Letter to them, on paper" in page.text and ADDRESS not in page.text
    shown = f"{page.request.path}/address"
    assert officer.browser.fill_in(page.request.path, {}, form=shown).status_code == 422
    answer = officer.browser.fill_in(page.request.path, {"reason": "letter"}, form=shown)
    assert ADDRESS in answer.text and POSTCODE in answer.text
    assert officer.audited("address.show") == [("letter", ["address"])]
    assert ADDRESS not in officer.browser.get(page.request.path).text


def test_a_letter_to_many_says_who_gets_none_and_why(officer: Desk, mails: Mails) -> None:
    gets, none, out = a_home(officer), a_home(officer, emails=(None,)), a_home(officer)
    opt_out(officer, out)
    ids = [officer.household_id(each) for each in (gets, none, out)]
    asked = letters.send(ids, "acknowledgement", by=officer.officer)
    assert asked == letters.Asked((ids[0],), (ids[2],), (ids[1],), ())
    assert [each.to for each in mails()] == ["rowan@home.example"]
    assert letters.plan(ids, "visit_booked", by=officer.officer).lacking == (ids[0],)


def test_a_letter_to_one_whose_words_are_not_so_of_them_says_so_before_it_is_sent(officer: Desk) -> None:
    page = f"/households/{a_home(officer)}/write?letter="
    said = officer.browser.get(f"{page}chaser").text
    assert "Look at its words." in said and "met them and invited them to apply" in said
    assert "Look at its words." not in officer.browser.get(f"{page}still_interested").text


def test_a_council_says_of_whom_its_own_letter_is_true(officer: Desk, sign_in: Callable[..., Any]) -> None:
    assert {*words.TRUE_OF} == {register.EVERYBODY, *register.WHENS}
    manager, path = sign_in(Role.MANAGER), "/settings/letter.own_1/change"
    letter = {"label": "Welcome", "subject": "Come", "text": "It was good to meet you.", "valid_from": TODAY}
    preview = manager.fill_in(path, letter | {"when": "visited"}, form=path)
    (asked,) = [one for one in _forms(preview.text) if one.action == path]
    manager.post(path, data=asked.filled({}))
    assert "Welcome, to those who have been visited" in manager.get("/settings/letter.own_1").text
    home = officer.household_id(a_home(officer))
    assert letters.plan([home], "own_1", by=officer.officer).untrue == (home,)


def test_a_letter_to_many_with_a_foreign_household_goes_to_none(officer: Desk, mails: Mails) -> None:
    foreign = given.household(given.agency("nottingham"), email="wren@home.example")
    own = officer.household_id(a_home(officer))
    with pytest.raises(NotFound):
        letters.send([own, foreign], "chaser", by=officer.officer)
    assert mails() == []


def test_a_field_that_nothing_fills_is_refused_and_not_sent(officer: Desk, mails: Mails) -> None:
    answer = write(officer, a_home(officer), "visit_booked")
    assert answer.status_code == 422 and "visit_day }}&#39; is still in it" in answer.text
    assert mails() == []


def test_a_council_that_has_not_said_how_to_be_reached_writes_whole_sentences(desk: OpenDesk, mails: Mails) -> None:
    bare = desk(Role.OFFICER)
    write(bare, a_home(bare))
    (sent,) = mails()
    assert "the number on our website or the address on our website" in sent.text


def test_t28_a_name_that_looks_like_a_field_is_only_a_name(officer: Desk, mails: Mails) -> None:
    home = people.create_household(
        officer.officer.agency_ids[0],
        carers=[NewCarer("{{ 7*7 }} {{ reference }}", "rowan@home.example")],
        by=officer.officer,
    )
    given.journey(home, date(2021, 5, 1), by=officer.officer)
    letters.send([home], "acknowledgement", by=officer.officer)
    (sent,) = mails()
    assert sent.text.startswith("Dear {{ 7*7 }} {{ reference }},")


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{{ adress }}", "{% for x in y %}", "{{ name.__class__ }}", "{{ name }", "{{", "}}"]
)
def test_t28_a_template_may_have_the_fields_of_the_list_and_no_others(text: str) -> None:
    said = register.problem_with({"label": "A", "subject": "B", "text": f"Dear {text}"})
    assert said is not None and "is not a field of letters" in said
    assert (
        register.problem_with({"label": "A", "subject": "{{name}}", "text": "Dear {{ name }} ${x} %(x)s"}) is None
    )


def test_a_manager_makes_a_template_the_councils_own_and_sees_it_as_it_would_read(
    officer: Desk, sign_in: Callable[..., Any]
) -> None:
    manager = sign_in(Role.MANAGER)
    path = "/settings/letter.own_1/change"
    answers = {"label": "Open evening", "subject": "Come and see", "valid_from": TODAY}
    wrong = manager.fill_in(path, answers | {"text": "Dear {{ nam }}"}, form=path)
    assert wrong.status_code == 422 and "&#39;{{ nam }}&#39; is not a field of letters" in wrong.text
    preview = manager.fill_in(path, answers | {"text": "Dear {{ name }}, come."}, form=path)
    assert "Dear Rowan and Sam Example-Finch, come." in preview.text
    forms = [one for one in _forms(preview.text) if one.action == path]
    manager.post(path, data=forms[0].filled({}))
    assert "Open evening" in officer.browser.get(f"/households/{a_home(officer)}/write").text


def _forms(page: str) -> list[Any]:
    from tests.filling import forms

    return list(forms(page))


def test_t50_a_letter_that_is_asked_for_twice_goes_once(officer: Desk, mails: Mails) -> None:
    reference = a_home(officer)
    page = f"/households/{reference}/write?letter=acknowledgement"
    sent = _forms(officer.browser.get(page).text)[-1].filled({})
    for _ in range(2):
        officer.browser.post(page, data=sent)
    assert len(mails()) == 1


def test_whoever_may_not_see_the_household_gets_no_letter_of_it(app: Flask, officer: Desk) -> None:
    reference = a_home(officer)
    other = Actor(None, "Other", Role.OFFICER, (given.agency("nottingham"),))
    with pytest.raises(NotFound):
        letters.write(officer.household_id(reference), "chaser", subject="S", text="T", channel="email", by=other)


def test_t66_a_letter_whose_worker_died_after_it_went_is_sent_as_the_same_letter_and_noted_once(
    officer: Desk, mails: Mails, monkeypatch: pytest.MonkeyPatch, clock_at: Callable[..., None]
) -> None:
    reference = a_home(officer)
    write(officer, reference)
    with monkeypatch.context() as killed:
        killed.setattr("crm.commands.sent_letters.sent", _die)
        (first,) = mails()
    clock_at(datetime(2022, 1, 31, 13, tzinfo=UTC))
    (again,) = mails()
    assert (again.reference, again.again, first.again) == (first.reference, True, False)
    assert mails() == []


def _die(_letter_id: int) -> None:
    raise RuntimeError("the power went")
