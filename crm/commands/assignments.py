"""Giving households to those who work with them, one or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused, Stale
from crm.people import caseload, users
from crm.people.tables import Household, User


@command
def assign(
    household_ids: Sequence[int],
    worker_id: int | None,
    *,
    by: Actor,
    expected: Mapping[int, int | None] | None = None,
) -> dict[int, int | None]:
    """Give households to a worker, or to nobody; those that changed hands, each with whose it was before.

    Whoever took a household for themselves is given it by another who says so again: then it is on record that
    somebody else gave it to them (docs/decisions/028).

    Each household's agency must be the worker's own, whose account must be open and may hold cases. NotFound where
    a household or the worker is not the asker's to reach. `expected` says whose a household was when its page was
    opened: Stale if somebody else has given it away since (T49).
    """
    found = caseload.locked(household_ids, by.agency_ids)
    worker = require_holder(worker_id, found, by) if worker_id is not None else None
    for each in found:
        if expected is not None and expected.get(each.id, each.worker_id) != each.worker_id:
            raise Stale(_taken(each))
    before = {each.id: each.worker_id for each in found if each.worker_id != worker_id or _confirms(each, by)}
    agencies = {each.id: each.agency_id for each in found if each.id in before}
    caseload.hand_over(agencies, worker.id if worker else None, at=clock.now(), by=by.user_id)
    for household_id, agency_id in agencies.items():
        about = f"user {worker.id}" if worker else None
        audit.record(
            by, "household.assign", agency_id=agency_id, household_id=household_id, fields=["worker"], about=about
        )
    return before


def require_holder(worker_id: int, households: Sequence[Household], by: Actor) -> User:
    """The worker, who can hold each of these households; Refused, in words, if not. NotFound for a foreign one."""
    worker = users.find(worker_id)
    if worker is None or worker.agency_id not in by.agency_ids:
        raise NotFound("There is no such worker")
    if not worker.active:
        raise Refused(f"{worker.name}'s account is closed: choose somebody who is there.", field="worker")
    if worker.role not in caseload.CASEWORKERS:
        raise Refused(f"{worker.name} does not do casework: choose somebody who does.", field="worker")
    if any(each.agency_id != worker.agency_id for each in households):
        raise Refused(f"{worker.name} works for another council than the household's.", field="worker")
    return worker


def _confirms(household: Household, by: Actor) -> bool:
    """Whether somebody gives a household to whoever works with it, who had taken it for themselves."""
    if household.worker_id is None or household.worker_id == by.user_id:
        return False
    return caseload.is_own_taking(household.id)


def _taken(household: Household) -> str:
    worker = users.find(household.worker_id) if household.worker_id is not None else None
    whose = f"with {worker.name}" if worker else "with nobody"
    return f"Somebody has given {household.reference} to another since you opened the page: it is now {whose}."
