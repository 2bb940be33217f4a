"""Who works with households: the staff of one's agencies who can hold cases, and whose work is nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, ScalarSelect, Table, bindparam, or_, select

from crm.actor import Actor
from crm.extensions import db
from crm.people.caseload import CASEWORKERS, deciders, holders
from crm.people.tables import Household, User
from crm.reads.in_one import in_one
from crm.reads.sharing import of_agencies

_HOMES = cast(Table, Household.__table__).c
_USERS = cast(Table, User.__table__).c
_STAFF = (  # put together once: most lists ask it
    select(_USERS.id, _USERS.name, _USERS.active, _USERS.role)
    .where(_USERS.agency_id.in_(bindparam("agencies", expanding=True)))
    .order_by(_USERS.name, _USERS.id)
)


def is_holder() -> ColumnElement[bool]:
    """Whether the account of a row can hold cases."""
    # Not as a list: see of_agencies.
    return _USERS.active & or_(*(_USERS.role == each for each in CASEWORKERS))


def holders_of(by: Actor) -> ScalarSelect[Any]:
    """Number and name of those of the asker's agencies who can hold cases, by name: a value of another query."""
    chosen = select(_USERS.id, _USERS.name).where(of_agencies(_USERS.agency_id, by), is_holder())
    return in_one(chosen.order_by(_USERS.name, _USERS.id))


@dataclass(frozen=True, slots=True)
class Staff:
    """Names by the numbers of accounts: of those who can hold cases, by name, and of those who no longer can."""

    holders: Mapping[int, str]
    former: Mapping[int, str]


def staff(by: Actor) -> Staff:
    """The staff of the asker's agencies."""
    rows = db.session.connection().execute(_STAFF, {"agencies": by.agency_ids}).all()
    holders = {row.id: row.name for row in rows if row.active and row.role in CASEWORKERS}
    return Staff(holders, {row.id: row.name for row in rows if row.id not in holders})


def workers(by: Actor) -> tuple[tuple[int, str], ...]:
    """Those who can hold cases, by name: number and name."""
    return tuple(staff(by).holders.items())


def of_agency(agency_id: int, by: Actor) -> tuple[tuple[int, str], ...]:
    """Those of one of the asker's agencies: a household can be given to nobody else."""
    return tuple((each.id, each.name) for each in holders([agency_id])) if agency_id in by.agency_ids else ()


def nominated(agency_id: int, by: Actor) -> tuple[tuple[int, str], ...]:
    """Those of one of the asker's agencies who can decide as nominated officers (KC-1)."""
    found = deciders(agency_id) if agency_id in by.agency_ids else []
    return tuple((each.id, each.name) for each in found)


def with_nobody() -> ColumnElement[bool]:
    """Whether a household of a query is nobody's: never given to anybody, or its worker's account is closed."""
    holders = select(_USERS.id).where(_USERS.agency_id == _HOMES.agency_id, is_holder())
    return or_(_HOMES.worker_id.is_(None), _HOMES.worker_id.not_in(holders))
