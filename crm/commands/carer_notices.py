"""What one of two carers signed and nobody gave: one of the staff says so, and a second agrees (RV-8, T19).

A real notice cannot be withdrawn, whatever anybody agrees on: what is void here was never given.
"""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, second_person
from crm.errors import Refused, Stale
from crm.people import carer_notices, households, tasks
from crm.people.notice_tables import CarerNotice

DOUBT, AGREE, KEEP = "doubt", "agree", "keep"
ACTS = (DOUBT, AGREE, KEEP)
MOVED = "Somebody has settled this since you opened the page. Nothing was done: look at it as it is now."


@command
def settle(household_id: int, number: int, act: str, *, by: Actor) -> None:
    """Say that a carer's own notice was never given, agree as somebody else, or say that it stands.

    Refused: it takes a second person. Stale: it is settled, or became the household's notice meanwhile (T51). What
    nobody agrees to in the time that a request for a second person waits is as if nobody had said it.
    """
    home = households.load(household_id, by.agency_ids)
    row = carer_notices.load(home.id, number)
    if act not in ACTS or row.void_at is not None or row.event_id is not None:
        raise Stale(MOVED)
    doubted = row.doubted_at is not None and row.doubted_at >= second_person.since(home.agency_id)
    if doubted == (act == DOUBT):
        raise Stale(MOVED)
    if act == AGREE and by.user_id in (None, row.doubted_by):
        raise Refused("It takes a second person: somebody else has to agree.")
    if act == AGREE:
        _void(row, by)
    else:
        row.doubted_at, row.doubted_by = (clock.now(), by.user_id) if act == DOUBT else (None, None)
    about = f"notice {row.id}"
    audit.record(by, f"notice.own_{act}", agency_id=home.agency_id, household_id=home.id, about=about)


def _void(row: CarerNotice, by: Actor) -> None:
    row.void_at, row.void_by = clock.now(), by.user_id
    if row.task_id is not None:
        task = tasks.load(row.task_id, by.agency_ids)
        tasks.end(task, "dropped", at=clock.now(), by=by.user_id)
