"""Support that carers asked for: put on record, and settled, met or not."""

from __future__ import annotations

from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Refused, Stale
from crm.journey.saying import said
from crm.people import folding, households, support
from crm.people.support_tables import SupportRequest
from crm.register import settings

LONGEST = 2000


@command
def ask(household_id: int, *, kind: str, what: str, on: date, by: Actor) -> int:
    """Put on record what a household asked for; the request's number. Refused: a day ahead, or no words for it."""
    household = households.load(household_id, by.agency_ids)
    if kind not in _codes("support_kinds", household.agency_id):
        raise Refused("Choose what they asked for", field="kind")
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future", field="on")
    row = SupportRequest(
        agency_id=household.agency_id,
        household_id=household.id,
        kind=kind,
        what=folding.tidied_text(what, longest=LONGEST, field="what") or None,
        asked_on=on,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    support.add(row)
    _recorded(row, "support.ask", by)
    return row.id


@command
def settle(household_id: int, number: int, *, how: str, on: date, by: Actor) -> None:
    """Put on record that it was met, or why it will not be. Stale: it is settled. Refused: not its day."""
    household = households.load(household_id, by.agency_ids)
    row = support.load(household.id, number)
    if row.settled_on is not None:
        raise Stale(f"It is on record already as settled on {said(row.settled_on)}.")
    if how not in _codes("support_outcomes", row.agency_id):
        raise Refused("Choose what came of it", field="how")
    if not row.asked_on <= on <= clock.today():
        raise Refused(f"Enter a day from {said(row.asked_on)} to today", field="on")
    row.settled_on, row.settled_how, row.settled_at, row.settled_by = on, how, clock.now(), by.user_id
    _recorded(row, "support.settle", by)


def _codes(name: str, agency_id: int) -> set[str]:
    return {each["code"] for each in settings.value(name, agency_id, clock.today())}


def _recorded(row: SupportRequest, action: str, by: Actor) -> None:
    audit.record(
        by,
        action,
        agency_id=row.agency_id,
        household_id=row.household_id,
        about=f"request {row.id}",
        fields=[row.kind],
    )
