"""Who works with which households: kept on the household, with every assignment since the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, select, update

from crm.actor import Role
from crm.errors import NotFound
from crm.extensions import db
from crm.people.tables import Household, User
from crm.people.work_tables import Assignment

# Whose accounts can hold cases: those who do casework, while their accounts are open.
CASEWORKERS = (Role.OFFICER.value, Role.SOCIAL_WORKER.value, Role.MANAGER.value)
# Whose accounts can be a nominated officer's: those who lead the service, or decide for it.
NOMINATED = (Role.MANAGER.value, Role.DECISION_MAKER.value)

CHUNK = 500  # households a statement


def holders(agency_ids: Collection[int]) -> list[User]:
    """The accounts of these agencies that can hold cases, by name."""
    chosen = select(User).where(User.agency_id.in_(agency_ids), User.role.in_(CASEWORKERS), User.active)
    return list(db.session.scalars(chosen.order_by(User.name, User.id)))


def deciders(agency_id: int) -> list[User]:
    """The accounts of an agency whose people can decide as its nominated officers (KC-1), by name."""
    chosen = select(User).where(User.agency_id == agency_id, User.role.in_(NOMINATED), User.active)
    return list(db.session.scalars(chosen.order_by(User.name, User.id)))


def given_by_another() -> ColumnElement[bool]:
    """Of a row of Household: whether whoever works with it was given it by somebody else."""
    of_home = Assignment.household_id == Household.id
    last = select(func.max(Assignment.id)).where(of_home).correlate(Household).scalar_subquery()
    another = Assignment.assigned_by.is_distinct_from(Assignment.worker_id)
    return exists().where(Assignment.id == last, Assignment.worker_id == Household.worker_id, another)


def is_own_taking(household_id: int) -> bool:
    """Whether whoever works with a household took it for themselves."""
    chosen = select(Household.id).where(Household.id == household_id, Household.worker_id.is_not(None))
    return db.session.scalar(chosen.where(~given_by_another())) is not None


def worked_by(household_ids: Collection[int], worker_id: int | None) -> set[int]:
    """Those of these households that somebody works with, and was given by somebody else."""
    own = Household.id.in_(household_ids), Household.worker_id == worker_id, given_by_another()
    return set(db.session.scalars(select(Household.id).where(*own)))


def locked(household_ids: Sequence[int], agency_ids: Collection[int]) -> list[Household]:
    """These households in the order of their ids, held until the transaction ends; NotFound if one is foreign."""
    wanted = sorted(set(household_ids))
    found: list[Household] = []
    for start in range(0, len(wanted), CHUNK):
        chosen = select(Household).where(
            Household.id.in_(wanted[start : start + CHUNK]), Household.agency_id.in_(agency_ids)
        )
        # Read again although it was loaded before: another may have taken it since.
        fresh = chosen.order_by(Household.id).with_for_update().execution_options(populate_existing=True)
        found.extend(db.session.scalars(fresh))
    if len(found) != len(wanted):
        raise NotFound("There is no such household")
    return found


def hand_over(households: Mapping[int, int], worker_id: int | None, *, at: datetime, by: int | None) -> None:
    """Give households, each with its agency's id, to a worker, or to nobody; on record from now on."""
    ids = list(households)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        changed = update(Household).where(Household.id.in_(chunk)).values(worker_id=worker_id)
        db.session.execute(changed.execution_options(synchronize_session=False))
    if ids:
        made = {"worker_id": worker_id, "assigned_at": at, "assigned_by": by}
        rows = [{"household_id": key, "agency_id": agency_id, **made} for key, agency_id in households.items()]
        db.session.execute(insert(Assignment), rows)
