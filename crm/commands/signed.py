"""A notice that a carer signed stays with the person, whatever is put right of who is on record (RV-8, T19)."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.commands import tasks
from crm.errors import Refused
from crm.journey.saying import said
from crm.ledger.now import approved_journey
from crm.people import carer_notices, merging
from crm.people import tasks as work
from crm.people.carer_notices import LEFT, LEFT_FOR_GOOD
from crm.people.notice_tables import CarerNotice
from crm.people.same_person import first_name, is_same
from crm.people.tables import Carer
from crm.people.tasks import LONGEST, STEP

REMOVED = (
    "{name} has given notice (RV-8), which stands from {day}. If they leave the household, record that they leave. "
    "If nobody gave that notice, say so on the page 'Ending', where a second person agrees."
)
RENAMED = (
    "They have signed a notice by this name on {day} (RV-8), so it stays until that is settled: see 'Ending'. "
    "Another surname can be recorded; somebody else is added as such."
)
ASK = (
    "{name} was added, and {gone} had signed a notice and left: the same person? Then put {gone} back on the "
    "profile (RV-8)"
)


def require_unsigned(carer: Carer) -> None:
    """Refused where a carer who would be removed as if never there has signed a notice that stands."""
    row = _standing(carer)
    if row is not None:
        raise Refused(REMOVED.format(name=carer.name or "This carer", day=said(row.signed_on)))


def require_own_name(carer: Carer, name: str | None) -> None:
    """Refused where somebody who has signed a notice would be called otherwise: it would be another's signature.

    Another surname is no other person.
    """
    row = _standing(carer) if first_name(name or "") != first_name(carer.name or "") else None
    if row is not None:
        raise Refused(RENAMED.format(day=said(row.signed_on)), field="name")


def stays_with(carer: Carer, by: Actor) -> None:
    """Let whoever is added anew have what they signed before of the approval that goes on (`is_same`).

    Who left is done with it once their notice has run; who comes back before that has not withdrawn it (RV-8).
    Where nothing tells that it is them, somebody is asked: a nickname is no other person.
    """
    journey_id = approved_journey(carer.household_id, clock.today())
    for gone, row in carer_notices.of_gone(carer.household_id, journey_id) if journey_id else ():
        left = gone.removed_because in LEFT_FOR_GOOD or (
            gone.removed_because in LEFT and row.ends_on <= clock.today()
        )
        if not left and is_same(gone, carer):
            carer_notices.hand_on(gone.id, carer.id)
            _waits_again(row)
        elif not left:
            what = ASK.format(name=carer.name or "Somebody", gone=gone.name or "another carer")[:LONGEST]
            tasks.add(carer.household_id, kind=STEP, what=what, due_on=clock.today(), by=by, anyway=True)


def leaves(carer: Carer, by: Actor) -> None:
    """Of whoever leaves, nobody has to record on their notice's last day that they have left."""
    row = _standing(carer)
    if row is not None and row.task_id is not None:
        task = work.load(row.task_id, [row.agency_id])
        work.end(task, "done" if row.ends_on <= clock.today() else "dropped", at=clock.now(), by=by.user_id)


def comes_back(gone: Carer, back: Carer) -> None:
    """Let who is put back have what they signed before; who had left, and whose notice has run, is done with it."""
    row = _standing(gone)
    has_left = gone.removed_because in (*LEFT, *LEFT_FOR_GOOD)
    if row is None or not has_left or row.ends_on > clock.today():
        carer_notices.hand_on(gone.id, back.id)
        if row is not None:
            _waits_again(row)


def _waits_again(row: CarerNotice) -> None:
    """What is to be done on its last day is to be done again, where the signer had left meanwhile."""
    task = work.load(row.task_id, [row.agency_id]) if row.task_id is not None else None
    if task is not None and task.done_at is not None and row.ends_on > clock.today():
        row.task_id = work.again(merging.numbered(merging.standing(task.household_id).id), task).id


def _standing(carer: Carer) -> CarerNotice | None:
    return carer_notices.latest(carer.id, approved_journey(carer.household_id, clock.today()))
