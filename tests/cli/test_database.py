"""The commands on a database that is missing, not made yet, or in which something was tampered with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from crm.commands import merging
from crm.extensions import db
from tests import given
from tests.doors import Answer, command_line

COMMANDS = [
    ["check"],
    ["agency", "add", "derby", "--name", "Derby"],
    ["import", "undo", "1"],
    ["report", "quarterly", "--agency", "derby", "--from", "2021-04-01", "--to", "2021-09-30"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_database_that_was_never_made_is_named_with_what_to_do(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    answer = command_line(*command)
    assert answer.code == 2
    assert "run `crm init`" in answer.err
    assert "Traceback" not in answer.err


def test_a_database_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    answer = command_line("init")
    assert answer.code == 2
    assert answer.err == "the database cannot be used: unable to open database file. Check CRM_DATABASE_URL\n"


def test_init_can_be_repeated(cli: Callable[..., Answer]) -> None:
    assert [cli("init").code, cli("init").code] == [0, 0]


def test_check_finds_an_entry_that_no_event_explains(app: Flask, cli: Callable[..., Answer]) -> None:
    derby = given.agency()
    home = given.household(derby)
    given.approved(home, date(2021, 5, 1), 2, by=given.officer(derby))
    assert cli("check").code == 0
    columns = "household_id, agency_id, journey_id, event_id, because_id, route, population, book, cause"
    db.session.execute(
        text(
            f"INSERT INTO bed_entry (id, {columns}, quantity, effective_on, recorded_at) "  # noqa: S608 - our names
            f"SELECT id + 1000, {columns}, 1, effective_on, recorded_at FROM bed_entry WHERE book = 'places'"
        )
    )
    db.session.commit()
    answer = cli("check")
    assert answer.code == 1
    assert "postings_follow_from_events" in answer.err
    assert f"beds_are_the_terms_in_force: household {home} has" in answer.err
    assert f"beds_are_the_terms_held: household {home} has" in answer.err


def test_check_finds_beds_that_stand_with_the_wrong_one_of_two_households(
    app: Flask, cli: Callable[..., Answer]
) -> None:
    """What one has too many another lacks: no sum over both shows it."""
    derby = given.agency()
    by = given.officer(derby)
    one, other = given.household(derby), given.household(derby, "Sam Example-Sample")
    journey, _ = given.approved(one, date(2021, 5, 1), 2, by=by)
    enquiry = given.journey(other, date(2021, 5, 1), by=by)
    merge = merging.merge(one, other, people={1: 1}, versions=(1, 1), because="same_people", by=by)
    merging.undo(merge, because="mistaken", by=by)
    assert cli("check").code == 0
    shared = "agency_id, event_id, because_id, route, population, book, cause, effective_on, recorded_at"
    for number, (home, way, quantity) in enumerate(((one, journey, 1), (other, enquiry, -1)), 1):
        row = (
            f"INSERT INTO bed_entry (id, household_id, journey_id, quantity, {shared}) "  # noqa: S608 - our names
            f"SELECT id + 1000 * {number}, {home}, {way}, {quantity}, {shared} FROM bed_entry "
            "WHERE book = 'places' AND id < 1000"
        )
        db.session.execute(text(row))
    db.session.commit()
    said = cli("check").err
    for kind in ("beds_are_the_terms_in_force", "beds_are_the_terms_held"):
        assert f"{kind}: household {one} has 1 households (mainstream), 3 places (mainstream) on" in said
        assert (
            f"{kind}: household {other} has -1 places (mainstream) on 2021-05-01 in the bed ledger, none by" in said
        )
