"""A database filled once and put back: a test finds in it what was filled in, and nothing of another test's."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.databases import Database


def _fill() -> int:
    derby = given.agency()
    given.household(derby)
    return derby


def _households() -> int:
    found = db.session.scalars(select(func.count()).select_from(Household)).one()
    db.session.rollback()
    return found


def test_what_was_filled_in_is_put_back_without_what_came_after(app: Flask, database: Database) -> None:
    derby = database.filled("one household", _fill)
    given.household(derby, "Sam Example-Wren")
    assert _households() == 2
    database.reset()
    assert _households() == 0
    assert database.filled("one household", _fill) == derby
    assert _households() == 1


def test_another_name_is_filled_with_something_else(app: Flask, database: Database) -> None:
    database.filled("one household", _fill)
    database.reset()
    assert database.filled("nobody", given.agency) is not None
    assert _households() == 0
