"""'Could this be...?': who is recognised by what has been typed, why, by whom, and who is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import journeys, people
from crm.extensions import db
from crm.journey import events
from crm.people.households import NewCarer
from crm.reads import hints
from crm.reads.hints import Typed
from tests import given

TODAY = date(2026, 3, 5)


@pytest.fixture
def officer(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


def home(by: Actor, *names: str, phone: str | None = None, email: str | None = None, **where: str | None) -> int:
    first, *others = names
    carers = [NewCarer(first, email, phone), *(NewCarer(each) for each in others)]
    return people.create_household(by.agency_ids[0], carers=carers, by=by, **where)


def told(by: Actor, **typed: object) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(hint.name, hint.why) for hint in hints.likely(Typed(**typed), by)]  # type: ignore[arg-type] # its names


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Rowan Example-Finch", "Rowan Example-Finch"),
        ("rowan finch example", "Rowan Example-Finch"),
        ("Rowen Exampel-Finch", "Rowan Example-Finch"),
        ("Kathryn Smyth-Sample", "Catherine Smith-Sample"),
        ("Zoe OBrien-Sample", "Zoë O\N{RIGHT SINGLE QUOTATION MARK}Brien-Sample"),
        ("Zoe\u0308 O'Brien-Sample", "Zoë O'Brien-Sample"),
        ("Soren Lukasz-Sample", "Søren Łukasz-Sample"),
        ("Mohamed Specimen", "Muhammad Specimen"),
        ("李小龍", "李小龍"),
        ("محمد مثال", "محمد مثال"),
        ("ROWAN EXAMPLE-FI", "Rowan Example-Finch"),
    ],
)
def test_t57_a_name_is_recognised_as_it_is_said_spelt_or_half_typed(officer: Actor, typed: str, known: str) -> None:
    home(officer, "Somebody Else-Entirely")
    home(officer, known)
    found = told(officer, names=(typed,))
    assert [name for name, _ in found] == [known]


@pytest.mark.parametrize("typed", ["Rowan", "Riley Example-Finch", "R", "", "Rowan Sparrow", "%", "a" * 400])
def test_another_name_is_not_recognised(officer: Actor, typed: str) -> None:
    home(officer, "Rowan Example-Finch")
    assert told(officer, names=(typed,)) == []


def test_the_second_adult_is_recognised_as_the_first_is(officer: Actor) -> None:
    home(officer, "Rowan Example-Finch", "Sam Specimen")
    assert [why for _, why in told(officer, names=("Somebody New-Sample", "Sam Specimen"))] == [("Same name",)]


def test_a_telephone_or_an_address_of_mail_is_enough_and_a_postcode_alone_is_not(officer: Actor) -> None:
    home(officer, "Rowan Example-Finch", phone="01632 960 001", email="rowan@home.example", postcode="DE1 2FS")
    name = "Rowan Example-Finch"
    assert told(officer, phones=("+44 1632 960001",)) == [(name, ("Same telephone number",))]
    assert told(officer, phones=("960001",)) == [(name, ("Same telephone number",))]
    assert told(officer, phones=("96000",)) == []
    assert told(officer, emails=("ROWAN@home.example",)) == [(name, ("Same e-mail address",))]
    assert told(officer, postcode="DE1 2FS") == []
    assert told(officer, names=("Rowan Fynch",), postcode="de12fs") == [(name, ("Same postcode", "Similar name"))]


def test_the_same_address_is_recognised_however_it_is_written(officer: Actor) -> None:
    home(officer, "Rowan Example-Finch", address="7 Canary Lane\nExample Town", postcode="DE1 2FS")
    assert told(officer, address="7, canary lane", postcode="de1 2fs") == [
        ("Rowan Example-Finch", ("Same address",))
    ]


def test_what_is_known_is_shown_of_a_former_carer_and_the_likeliest_comes_first(officer: Actor) -> None:
    left = home(officer, "Rowan Example-Finch", phone="01632 960 001")
    begun, _ = given.approved(left, TODAY - timedelta(days=800), 2, by=officer)
    day = TODAY - timedelta(days=300)
    notice = events.NoticeReceived(happened_on=day - timedelta(days=28), ends_on=day)
    journeys.record(left, begun, notice, by=officer)
    home(officer, "Rowan Example-Finch")
    first, second = hints.likely(Typed(names=("Rowan Example-Finch",), phones=("01632960001",)), officer)
    assert (first.stage, first.since) == ("left", TODAY - timedelta(days=300))
    assert first.why == ("Same telephone number", "Same name") and second.why == ("Same name",)


def test_no_more_than_five_are_shown_and_showing_them_is_on_record(officer: Actor) -> None:
    for _ in range(7):
        home(officer, "Rowan Example-Finch")
    found = hints.likely(Typed(names=("Rowan Example-Finch",)), officer)
    assert len(found) == 5
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "household.hint")).all()
    assert [sorted(row.fields) for row in rows] == [sorted(each.reference for each in found)]
    db.session.rollback()


def test_a_word_that_very_many_have_tells_nobody_apart_and_hides_nobody(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "COMMON", 3)
    for number in range(5):
        home(officer, f"Rowan Number{number}")
    home(officer, "Rowan Finch")
    assert [name for name, _ in told(officer, names=("Rowan Finch",))] == ["Rowan Finch"]


def test_another_councils_households_are_not_hinted_at(officer: Actor) -> None:
    nottingham = given.officer(given.agency("nottingham"))
    home(nottingham, "Rowan Example-Finch", phone="01632 960 001", email="rowan@home.example", postcode="NG1 5DT")
    everything = {
        "names": ("Rowan Example-Finch",),
        "phones": ("01632 960 001",),
        "emails": ("rowan@home.example",),
        "postcode": "NG1 5DT",
    }
    assert told(officer, **everything) == []
    assert len(told(nottingham, **everything)) == 1


def test_t14_whoever_does_not_see_a_field_is_told_nothing_by_it(officer: Actor) -> None:
    home(officer, "Rowan Example-Finch", phone="01632 960 001", email="rowan@home.example", postcode="DE1 2FS")
    by = replace(officer, role=Role.ANALYST)
    assert told(by, phones=("01632 960 001",), emails=("rowan@home.example",), postcode="DE1 2FS") == []
    decision_maker = replace(officer, role=Role.DECISION_MAKER)
    found = told(decision_maker, names=("Rowan Example-Finch",), postcode="DE1 2FS")
    assert found == [("Rowan Example-Finch", ("Same name",))]


def test_a_carer_who_was_renamed_or_got_another_number_is_found_by_the_new_ones_only(officer: Actor) -> None:
    one = home(officer, "Rowan Example-Finch", phone="01632 960 001")
    people.change_carer(
        one, 1, name="Rowan Sparrow", email=None, phone="01632 960 777", nature="changed", version=1, by=officer
    )
    assert told(officer, names=("Rowan Example-Finch",), phones=("01632 960 001",)) == []
    assert told(officer, phones=("01632 960 777",)) == [("Rowan Sparrow", ("Same telephone number",))]


def test_a_hint_reads_the_households_that_it_shows_and_no_others(officer: Actor) -> None:
    home(officer, "Rowan Example-Finch", phone="01632 960 111")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert told(officer, phones=("01632 960 111",))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    (shown,) = [each for each in asked if "household_now.enquired_on" in each]
    assert "household.id IN (" in shown
