"""Questions refuse what cannot be read, in GOV.UK's words, and keep what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    PasswordQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)
from tests import parsing

COLOURS = (("r", "Red"), ("g", "Green"), ("b", "Blue"))


class Visit(Form):
    visited_on = DayQuestion("Date of visit", required="Enter the date of the visit")
    places = WholeNumberQuestion("Places", least=1, most=12, unit="beds")
    name = TextQuestion("Name", most=10)
    note = LongTextQuestion("Note", most=20)
    worker = ChoiceQuestion("Worker", choices=COLOURS)
    outcome = RadiosQuestion("Outcome", choices=COLOURS, hints={"r": "the colour of fire"})
    offers = CheckboxesQuestion("Offers", choices=COLOURS)
    secret = PasswordQuestion("Password")


DAY = {"visited_on-day": "5", "visited_on-month": "3", "visited_on-year": "2026"}


def posted(**answers: str | list[str]) -> Visit:
    return Visit(MultiDict({**DAY, **answers}))


def answers_on(form: Form, name: str) -> list[str]:
    """The values of the inputs of one question, as the page shows them."""
    top, _ = parsing.read(str(form[name]()), fragment=True)
    return [element.attrib.get("value", "") for element in top.iter("input")]


def test_a_day_is_read_from_three_boxes() -> None:
    form = posted()
    assert form.validate()
    assert form.visited_on.data == date(2026, 3, 5)


def test_a_day_on_record_fills_the_boxes() -> None:
    assert answers_on(Visit(visited_on=date(2026, 3, 5)), "visited_on") == ["5", "3", "2026"]


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "focus"),
    [
        ("", "", "", "Enter the date of the visit", "visited_on-day"),
        ("31", "2", "2026", "Date of visit must be a real date", "visited_on-day"),
        ("5", "3", "", "Date of visit must include a year", "visited_on-year"),
        ("5", "", "", "Date of visit must include a month and year", "visited_on-month"),
        ("1_0", "3", "2026", "Date of visit must be a real date", "visited_on-day"),
        ("٥", "3", "2026", "Date of visit must be a real date", "visited_on-day"),
        ("5", "March", "2026", "Date of visit must be a real date", "visited_on-day"),
        ("5", "3", "26", "Date of visit must have a year between 1900 and 2100", "visited_on-year"),
        ("5", "3", "9999", "Date of visit must have a year between 1900 and 2100", "visited_on-year"),
    ],
)
def test_a_day_that_is_not_one_is_refused_and_kept(
    day: str, month: str, year: str, message: str, focus: str
) -> None:
    form = Visit(MultiDict({"visited_on-day": day, "visited_on-month": month, "visited_on-year": year}))
    assert not form.validate()
    assert form.problems() == [(message, f"#{focus}")]
    assert f'id="{focus}"' in str(form.visited_on())
    assert answers_on(form, "visited_on") == [day, month, year]


def test_a_post_without_any_answer_is_an_error_and_no_fault() -> None:
    form = Visit(MultiDict({"csrf_token": "x"}))
    assert not form.validate()
    assert form.problems() == [("Enter the date of the visit", "#visited_on-day")]


@pytest.mark.parametrize("typed", ["5", " 5 ", "05"])
def test_a_whole_number_is_read(typed: str) -> None:
    form = posted(places=typed)
    assert form.validate()
    assert form.places.data == 5


@pytest.mark.parametrize(
    "typed", ["-1", "0", "13", "2.5", "1e9", "99999999999", "1_0", "٣", "１２", "0x10", "²", "NaN"]
)
def test_a_number_that_is_not_whole_or_out_of_range_is_refused_and_kept(typed: str) -> None:
    form = posted(places=typed)
    assert not form.validate()
    assert form.problems() == [("Places must be a whole number between 1 and 12", "#places")]
    assert answers_on(form, "places") == [typed]


def test_no_number_is_none_and_not_zero() -> None:
    form = posted(places="")
    assert form.validate()
    assert form.places.data is None


def test_text_is_composed_and_kept_as_it_is_otherwise() -> None:
    form = posted(name="Zoe\N{COMBINING DIAERESIS}")
    assert form.validate()
    assert form.name.data == "Zoë"


@pytest.mark.parametrize(
    ("typed", "said"), [("a\x00b", "must not hold control characters"), ("x" * 11, "10 characters")]
)
def test_text_that_a_database_would_not_take_is_refused(typed: str, said: str) -> None:
    form = posted(name=typed)
    assert not form.validate()
    assert said in form.problems()[0][0]


def test_the_limit_of_a_long_text_is_stated() -> None:
    assert "You can enter up to 20 characters" in str(Visit().note())


@pytest.mark.parametrize("name", ["worker", "outcome", "offers"])
def test_a_choice_that_was_not_offered_is_refused(name: str) -> None:
    form = posted(**{name: "purple"})
    assert not form.validate()
    assert form.problems() == [(f"{form[name].label.text}: choose from the list", f"#{name}")]
    assert f'id="{name}"' in str(form[name]())


def test_ticks_come_in_the_order_of_the_choices_and_once_each() -> None:
    form = posted(offers=["b", "r", "b"])
    assert form.validate()
    assert form.offers.data == ("r", "b")


def test_what_is_typed_is_text_on_the_page_and_not_markup() -> None:
    assert "<script>" not in str(posted(name="<script>x")["name"]())


def test_a_password_is_never_sent_back() -> None:
    form = posted(secret=" correct horse ")
    assert form.secret.data == " correct horse "
    assert "horse" not in str(form.secret())


def test_a_refusal_stands_beside_the_answer_that_it_is_about() -> None:
    form = posted()
    assert form.validate()
    form.refuse("The visit needs the enquiry first.", "visited_on")
    form.refuse("The household has moved.")
    assert form.problems() == [
        ("The household has moved.", None),
        ("The visit needs the enquiry first.", "#visited_on-day"),
    ]
    assert "The visit needs the enquiry first." in str(form.visited_on())


def test_a_form_carries_one_key_for_as_long_as_it_is_tried() -> None:
    first = Visit()
    key = first.idempotency_key.data
    assert Visit(MultiDict({"idempotency_key": key})).idempotency_key.data == key
    assert Visit(MultiDict({"idempotency_key": "short'; --"})).idempotency_key.data != "short'; --"
    assert Visit().idempotency_key.data != key
