"""What the undoing of a merge says of what it takes back: it was never so, and nothing changed."""

from __future__ import annotations

from sqlalchemy import text

from crm.commands import merging
from crm.extensions import db
from tests.commands.test_merging import Two, carers, two, version

__all__ = ["two"]  # a fixture


def test_what_the_undo_takes_back_was_never_so_and_did_not_change(two: Two) -> None:
    versions = (version(two.sam), version(two.rowan))
    done = merging.merge(two.sam, two.rowan, people={1: 1}, versions=versions, because="same_people", by=two.by)
    assert "rowan@home.example" in carers(two.sam)[0]
    merging.undo(done, because="two_households", by=two.by)
    assert "rowan@home.example" not in carers(two.sam)[0]
    said = text("SELECT value, nature FROM former_value WHERE household_id = :home AND field = 'email' ORDER BY id")
    rows = [tuple(row) for row in db.session.execute(said, {"home": two.sam})]
    db.session.rollback()
    assert rows == [(None, "changed"), ("rowan@home.example", "corrected")]
