"""Households' people: made, changed with what they said before, and never overwritten by a stale form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.commands import command
from crm.commands.people import (
    NewCarer,
    NewHousehold,
    add_carer,
    change_address,
    change_carer,
    create_household,
)
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.people import history, households
from crm.people.tables import FormerValue, Household
from crm.register import agencies
from tests import given

TODAY = date(2026, 3, 4)
SetClock = Callable[[datetime | date], None]


@pytest.fixture
def by(app: Flask, clock_at: SetClock) -> Actor:
    """An officer of Derby, on 4 March 2026."""
    clock_at(TODAY)
    return given.officer(given.agency())


def _made(by: Actor, *carers: NewCarer, **where: str) -> int:
    return create_household(by.agency_ids[0], carers=carers or (NewCarer("Rowan Example-Finch"),), by=by, **where)


def _household(household_id: int) -> Household:
    db.session.rollback()
    return db.session.get_one(Household, household_id)


def test_a_household_has_a_reference_of_its_agency_and_the_names_of_both(by: Actor) -> None:
    home = _household(_made(by, NewCarer("Rowan Example-Finch"), NewCarer(" Sam  Example-Finch ")))
    assert home.name == "Rowan and Sam Example-Finch"
    assert home.reference.startswith("DER-") and home.reference[4:].isdigit() and len(home.reference) == 10
    assert [carer.name for carer in households.carers_of(home.id)] == ["Rowan Example-Finch", "Sam Example-Finch"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Rowan Example-Finch",), "Rowan Example-Finch"),
        (("Rowan Finch", "Sam Wren"), "Rowan Finch and Sam Wren"),
        (("Rowan", "Sam"), "Rowan and Sam"),
        (("Mary Jane Wren", "Sam Wren"), "Mary Jane and Sam Wren"),
    ],
)
def test_how_two_people_are_called_in_a_list(names: tuple[str, ...], shown: str) -> None:
    assert households.name_of(names) == shown


def test_two_households_may_share_a_telephone_and_an_email(by: Actor) -> None:
    shared = NewCarer("Rowan Example-Finch", "home@example.org", "01632 960 001")
    assert _made(by, shared) != _made(by, shared)


@pytest.mark.parametrize(
    ("carer", "where", "field"),
    [
        (NewCarer("  "), {}, "name"),
        (NewCarer("R" * 101), {}, "name"),
        (NewCarer("Ro\x00wan"), {}, "name"),
        (NewCarer("Rowan", "not an address"), {}, "email"),
        (NewCarer("Rowan", None, "call me"), {}, "phone"),
        (NewCarer("Rowan", None, "٠١٦٣٢٩٦٠٠٠١"), {}, "phone"),
        (NewCarer("Rowan"), {"postcode": "DE1"}, "postcode"),
        (NewCarer("Rowan"), {"postcode": "ＤＥ１ 2FS"}, "postcode"),
        (NewCarer("Rowan"), {"address": "x" * 401}, "address"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    by: Actor, carer: NewCarer, where: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        _made(by, carer, **where)
    assert refusal.value.field == field
    assert db.session.scalar(select(Household.id)) is None


def test_a_third_carer_and_no_carer_are_refused(by: Actor) -> None:
    with pytest.raises(Refused, match="one or two carers"):
        create_household(by.agency_ids[0], carers=[NewCarer("A")] * 3, by=by)
    with pytest.raises(Refused, match="one or two carers"):
        create_household(by.agency_ids[0], carers=[], by=by)
    home = _made(by)
    add_carer(home, name="Sam Example-Finch", email=None, phone=None, version=1, by=by)
    assert _household(home).name == "Rowan and Sam Example-Finch"
    with pytest.raises(Refused, match="one or two carers"):
        add_carer(home, name="Wren", email=None, phone=None, version=2, by=by)


def test_a_change_keeps_what_was_said_before_with_its_day_and_nature(by: Actor) -> None:
    home = _made(by, NewCarer("Rowan Example-Finch", "old@example.org"))
    change_carer(
        home,
        1,
        name="Rowan Example-Wren",
        email="old@example.org",
        phone="01632 960 001",
        nature="changed",
        since=date(2026, 2, 1),
        version=1,
        by=by,
    )
    former = [(row.subject, row.field, row.value, row.nature, row.until) for row in history.former_values(home)]
    assert former == [
        ("carer 1", "name", "Rowan Example-Finch", "changed", date(2026, 2, 1)),
        ("carer 1", "phone", None, "changed", date(2026, 2, 1)),
    ]
    changed = _household(home)
    assert (changed.name, changed.name_folded, changed.version) == ("Rowan Example-Wren", "rowan example-wren", 2)


def test_a_day_in_the_future_is_refused(by: Actor) -> None:
    home = _made(by)
    with pytest.raises(Refused, match="in the future"):
        change_address(
            home, address=None, postcode="DE1 2FS", nature="changed", since=date(2026, 3, 5), version=1, by=by
        )


def test_a_former_address_is_kept_apart_and_the_area_follows(by: Actor) -> None:
    home = _made(by, address="1 Example Road\n\n Derby ", postcode="de12fs")
    assert _household(home).area == "DE1"
    change_address(home, address="2 Example Road", postcode="NG1 5DT", nature="changed", version=1, by=by)
    assert _household(home).area == "NG1"
    assert history.former_values(home) == []
    kept = db.session.execute(select(FormerValue.field, FormerValue.value)).all()
    assert {tuple(row) for row in kept} == {("lines", "1 Example Road\nDerby"), ("postcode", "DE1 2FS")}


def test_t49_a_stale_form_overwrites_nothing(by: Actor) -> None:
    home = _made(by)
    same = {"email": None, "phone": None, "nature": "corrected", "by": by}
    change_carer(home, 1, name="First Example", version=1, **same)  # type: ignore[arg-type] # the same for both
    with pytest.raises(Stale):
        change_carer(home, 1, name="Second Example", version=1, **same)  # type: ignore[arg-type] # as above
    changed = _household(home)
    assert (changed.name, changed.version) == ("First Example", 2)
    assert len(history.former_values(home)) == 1


def test_a_foreign_household_is_refused_like_an_unknown_one(by: Actor) -> None:
    home = _made(by)
    stranger = given.officer(given.agency("nottingham"))
    said = set()
    for household_id in (home, home + 1):
        with pytest.raises(NotFound) as refusal:
            change_carer(
                household_id,
                1,
                name="X",
                email=None,
                phone=None,
                nature="changed",
                version=1,
                by=stranger,
            )
        said.add(str(refusal.value))
    assert len(said) == 1
    with pytest.raises(NotFound):
        create_household(by.agency_ids[0], carers=[NewCarer("X")], by=stranger)
    assert _household(home).version == 1


def test_the_audit_names_fields_and_never_what_they_hold(by: Actor) -> None:
    home = _made(by, NewCarer("Rowan Example-Finch", "rowan@example.org"), postcode="DE1 2FS")
    change_carer(home, 1, name="Rowan Example-Wren", email=None, phone=None, nature="corrected", version=1, by=by)
    chosen = select(AuditEntry).where(AuditEntry.household_id == home).order_by(AuditEntry.id)
    entries = db.session.scalars(chosen).all()
    assert [(entry.action, entry.fields) for entry in entries] == [
        ("household.create", ["carers", "postcode"]),
        ("household.edit", ["carer 1 email", "carer 1 name"]),
    ]
    everything = str(db.session.execute(text("SELECT * FROM audit_entry")).all())
    assert "Rowan" not in everything and "rowan" not in everything and "DE1" not in everything


def test_t44_a_change_whose_audit_cannot_be_written_is_rolled_back(
    by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _made(by)

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("crm.audit.record", broken)
    with pytest.raises(RuntimeError):
        change_carer(home, 1, name="Changed", email=None, phone=None, nature="changed", version=1, by=by)
    with pytest.raises(RuntimeError):
        _made(by)
    monkeypatch.undo()
    assert _household(home).name == "Rowan Example-Finch"
    assert (_household(home).version, history.former_values(home)) == (1, [])
    assert db.session.scalars(select(Household.id)).all() == [home]


def test_many_households_are_made_in_few_statements_with_references_of_their_own(by: Actor) -> None:
    agency = agencies.numbered(by.agency_ids[0])
    new = [
        NewHousehold(name=f"Household {number} Example", postcode="DE1 2FS" if number % 2 else None)
        for number in range(3000)
    ]
    db.session.rollback()

    @command
    def make() -> list[int]:
        return households.create_many(agency.id, agency.prefix, new, at=datetime(2026, 3, 4, tzinfo=UTC))

    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    ids = make()
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) < 10
    rows = db.session.execute(
        select(Household.id, Household.name, Household.reference).order_by(Household.id)
    ).all()
    assert [row.id for row in rows] == ids
    assert [row.name for row in rows] == [one.name for one in new]
    numbers = [int(row.reference[4:]) for row in rows]
    assert len(set(numbers)) == 3000
    assert numbers != sorted(numbers)
    assert set(make()).isdisjoint(ids)
