"""The work of a whole council is read in the same number of queries, however much there is of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from crm.actor import Actor
from crm.commands import calls, merging, tasks
from crm.extensions import db
from crm.reads import caseload, today, work
from tests import given

TODAY = date(2026, 3, 4)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are executed in the block; a setting of SQLite's connection is none."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("PRAGMA"):
            seen.append(statement)

    db.session.rollback()  # each look is a transaction of its own, which reads the settings once
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def busy(by: Actor) -> int:
    """A household with a journey, a promised call and a step."""
    home = given.household(by.agency_ids[0])
    given.journey(home, TODAY - timedelta(days=8), by=by)
    calls.no_answer(home, by=by)
    tasks.add(home, kind="step", due_on=TODAY, what="Send the brochure", by=by)
    return home


READS: dict[str, Callable[[Actor], object]] = {
    "today": lambda by: today.today("all", None, 1, by),
    "one part": lambda by: today.today("all", "today", 1, by),
    "caseload": caseload.caseload,
    "of agencies": work.of_agencies,
}


@pytest.mark.parametrize("name", READS)
def test_more_work_is_no_more_queries(app: Flask, clock_at: Callable[[date], None], name: str) -> None:
    clock_at(TODAY)
    by = given.officer(given.agency())
    busy(by)
    READS[name](by)
    with counted() as few:
        READS[name](by)
    for _ in range(11):
        busy(by)
    with counted() as many:
        READS[name](by)
    assert len(many) == len(few) < 26


def test_a_merged_household_s_tasks_are_its_keeper_s(app: Flask, clock_at: Callable[[date], None]) -> None:
    clock_at(TODAY)
    by = given.officer(given.agency())
    kept, other = busy(by), busy(by)
    merging.merge(kept, other, people={1: 1}, versions=(1, 1), because="same_people", by=by)
    found = {each.home.id: each for each in work.of_agencies(by)}
    assert set(found) == {kept}
    assert sorted(item.kind for item in found[kept].items) == ["call_back", "clock", "step", "step"]
