"""T45: whatever changes, by whichever path, is on record, and people's records are rebuilt from their history."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.errors import NotFound, Refused
from crm.extensions import db, glance, reading
from crm.people import profile
from crm.people.profile_tables import CarerBackground, CarerProfile, HouseholdMember, HouseholdProfile
from crm.people.tables import Address, Carer, FormerValue, Household, User
from crm.people.work_tables import Assignment
from tests import given
from tests.doors import Answer, CheckingClient
from tests.trust.edits import EDITS, Edits

pytestmark = pytest.mark.slow

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ROUNDS = 4  # in which each kind of edit is tried once
OWNERS: dict[str, Any] = {"carer": Carer, "member": HouseholdMember}
# Where what is known is kept: the table, what its rows are known by, whose they are, and the fields.
KEPT: tuple[tuple[Any, str, str, tuple[str, ...]], ...] = (
    (Carer, "id", "carer", ("name", "email", "phone")),
    (CarerProfile, "carer_id", "carer", profile.OF_CARER),
    (CarerBackground, "carer_id", "carer", profile.OF_BACKGROUND),
    (Address, "household_id", "address", ("lines", "postcode")),
    (HouseholdProfile, "household_id", "home", profile.OF_HOME),
    (HouseholdMember, "id", "member", profile.OF_MEMBER),
)
# What goes with a change and is none itself: the audit, its heads, jobs, and who is signed in.
BESIDES = {"audit_entry", "audit_chain", "job", "signed_in", "done_once", "sign_in_attempt", "household_tally"}
Key = tuple[str, int, str]  # of what, its number, the field
State = dict[Key, str | None]


class Mark(NamedTuple):
    """How far each history has come: the last row of it."""

    former: int
    assigned: int
    audited: int


def _known() -> State:
    """Everything that is known of people, field by field, as a former value would say it."""
    with glance():
        return _told()


def _told() -> State:
    state: State = {}
    for table, key, what, names in KEPT:
        held = {getattr(row, key): row for row in db.session.scalars(select(table))}
        wanted = select(OWNERS[what].id) if what in OWNERS else select(Household.id)
        for number in db.session.scalars(wanted):
            row = held.get(number)
            state |= {(what, number, name): profile.said(getattr(row, name, None)) for name in names}
    for home in db.session.scalars(select(Household)):
        state["worker", home.id, "worker"] = str(home.worker_id)
    for member in db.session.scalars(select(HouseholdMember)):
        state["member", member.id, "here"] = str(member.removed_at is None)
    return state


def _mark() -> Mark:
    with glance():
        ends = [select(func.max(table.id)) for table in (FormerValue, Assignment, AuditEntry)]
        return Mark(*(db.session.scalar(each) or 0 for each in ends))


def _rebuilt(now: State, then: State, mark: Mark) -> State:
    """What was known when the histories had come so far, from what is known now and what they say since."""
    rebuilt = {key: now[key] for key in then}
    since = select(FormerValue).where(FormerValue.id > mark.former).order_by(FormerValue.id.desc())
    for former in db.session.scalars(since):
        key = _key(former)
        if key in rebuilt:
            rebuilt[key] = former.value
    for what, number, name in then:
        if what == "worker":
            rebuilt[what, number, name] = _worker(number, mark.assigned)
        elif name == "here":
            rebuilt[what, number, name] = _here(number, mark.audited)
    return rebuilt


def _key(former: FormerValue) -> Key:
    if former.carer_id is not None:
        return "carer", former.carer_id, former.field
    if former.member_id is not None:
        return "member", former.member_id, former.field
    return former.subject, former.household_id, former.field


def _worker(household_id: int, until: int) -> str:
    chosen = select(Assignment.worker_id).where(Assignment.household_id == household_id, Assignment.id <= until)
    return str(db.session.scalar(chosen.order_by(Assignment.id.desc()).limit(1)))


def _here(member_id: int, until: int) -> str:
    """Whether a member was there: added, removed, put back, as the audit says in turn."""
    told = select(AuditEntry.fields).where(AuditEntry.about == f"member {member_id}", AuditEntry.id <= until)
    return str(sum(fields == ["members"] for fields in db.session.scalars(told)) % 2 == 1)


@cache
def _tables() -> list[str]:
    with reading(), db.engine.connect() as connection:
        return sorted(set(inspect(connection).get_table_names()) - BESIDES)


def _rows() -> dict[str, list[str]]:
    with reading(), db.engine.connect() as connection:
        rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in _tables()}
    return {name: sorted(str(tuple(row)) for row in found) for name, found in rows.items()}


@pytest.fixture
def edits(app: Flask, clock_at: Callable[[datetime], None], sign_in: Callable[..., CheckingClient]) -> Edits:
    """A manager of Derby who edits at random, three households that could be one, and an officer's account."""
    clock_at(NOON)
    derby = given.agency()
    officer = given.officer(derby)
    for name in ("Rowan Example", "Lark Sample", "Zoë Pretend"):
        home = given.household(derby, name)
        given.journey(home, date(2026, 1, 5), by=officer)
    sign_in(Role.OFFICER)
    browser = sign_in(Role.MANAGER)
    user = select(User.id).where(User.email == "manager@derby.example")
    with glance():
        by = Actor(db.session.scalars(user).one(), "Manager", Role.MANAGER, (derby,))
    return Edits(by, browser, random.Random(45))  # noqa: S311 - the same edits on each run; no secret


def test_t45_every_change_is_on_record_and_people_s_records_are_rebuilt_from_their_history(
    edits: Edits, clock_at: Callable[[datetime], None], cli: Callable[..., Answer]
) -> None:
    moments: list[tuple[Mark, State]] = []
    then, before = _known(), _rows()
    for number in range(ROUNDS * len(EDITS)):
        clock_at(NOON + timedelta(seconds=11 * number))
        mark = _mark()
        moments.append((mark, then))
        try:
            name = edits.one()
        except (Refused, NotFound):
            assert _rows() == before, "what was refused has changed something"
            continue
        now, after = _known(), _rows()
        if after != before:
            _is_on_record(name, mark, edits.by, {key for key in then if now[key] != then[key]})
        then, before = now, after
    with glance():
        for mark, known in moments:
            assert _rebuilt(then, known, mark) == known
    assert cli("check").out == "Every identity holds.\n"
    assert set(EDITS) - edits.done == set(), "these were always refused, and so never tried"


def _is_on_record(name: str, mark: Mark, by: Actor, changed: set[Key]) -> None:
    """Rows of the audit since, by whoever did it, that name each household of whose people something changed."""
    with glance():
        chosen = select(AuditEntry.user_id, AuditEntry.household_id).where(AuditEntry.id > mark.audited)
        rows = db.session.execute(chosen).all()
        homes = {_home_of(key) for key in changed}
    assert rows, f"{name} has changed something, and nothing says so"
    assert by.user_id in {row.user_id for row in rows}, name
    assert homes <= {row.household_id for row in rows}, name


def _home_of(key: Key) -> int:
    what, number, _ = key
    return int(db.session.get_one(OWNERS[what], number).household_id) if what in OWNERS else number
