"""What was raised about households, and who may come near it: a manager, and whoever works with the household.

Not whoever took the household for themselves: then anybody's concerns were two clicks away (docs/decisions/028).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, select, true

from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.extensions import db
from crm.people import caseload, merging
from crm.people.concern_tables import Concern, ConcernBefore, ConcernStep
from crm.people.tables import Household

ALLEGATION, COMPLAINT, STANDARDS = "allegation", "complaint", "standards_of_care"
KINDS = (ALLEGATION, COMPLAINT, STANDARDS)
LADO_TOLD = "lado_told"


def near(by: Actor) -> ColumnElement[bool]:
    """Which households' concerns somebody may see: a manager all, a social worker those that they work with."""
    if by.role in (Role.MANAGER, Role.SYSTEM):
        return true()
    return and_(Household.worker_id == by.user_id, caseload.given_by_another())


def may_see(by: Actor) -> bool:
    """Whether somebody may see any at all."""
    return by.role in (Role.MANAGER, Role.SOCIAL_WORKER)


def is_near(household: Household, by: Actor) -> bool:
    """The same of one household."""
    if by.role in (Role.MANAGER, Role.SYSTEM):
        return True
    if by.role is not Role.SOCIAL_WORKER or by.user_id is None or household.worker_id != by.user_id:
        return False
    return not caseload.is_own_taking(household.id)


def load(concern_id: int, by: Actor, *, lock: bool = False) -> Concern:
    """One of them. NotFound: there is none within the actor's reach."""
    found = db.session.get(Concern, concern_id, with_for_update=lock, populate_existing=lock)
    home = merging.numbered(merging.kept([found.household_id])[found.household_id]) if found else None
    if found is None or home is None or found.agency_id not in by.agency_ids or not is_near(home, by):
        raise NotFound("There is no such record")
    return found


def add(row: Concern | ConcernStep | ConcernBefore) -> None:
    """Put a row on record, with its number."""
    db.session.add(row)
    db.session.flush()


def steps_of(concern_ids: Collection[int]) -> list[ConcernStep]:
    """What was done about these, in the order of the days."""
    return [each for each in every_step_of(concern_ids) if each.removed_at is None]


def every_step_of(concern_ids: Collection[int]) -> list[ConcernStep]:
    """The same with what was taken back."""
    chosen = select(ConcernStep).where(ConcernStep.concern_id.in_(concern_ids))
    return list(db.session.scalars(chosen.order_by(ConcernStep.happened_on, ConcernStep.id)))


def before(concern_ids: Collection[int]) -> list[ConcernBefore]:
    """What these said before they were put right, in the order of recording."""
    chosen = select(ConcernBefore).where(ConcernBefore.concern_id.in_(concern_ids))
    return list(db.session.scalars(chosen.order_by(ConcernBefore.id)))


def version(row: Concern, steps: Collection[ConcernStep], before: Collection[ConcernBefore]) -> str:
    """Another with each thing that is recorded of it: of steps, also that one was taken back (T49)."""
    taken_back = sum(each.removed_at is not None for each in steps)
    said = len(steps), len(before) + taken_back, row.closed_on is not None, row.removed_at is not None
    return "-".join(str(int(each)) for each in said)
