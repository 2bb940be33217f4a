"""Recording that a council exempted a household from the usual fostering limit, and that this ended (UL-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Refused
from crm.extensions import db
from crm.journey.household import Household as Folded
from crm.journey.placing import is_lodging
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.people import exemptions, folding, households
from crm.people.range_tables import FosteringExemption
from crm.people.tables import Household
from crm.register import settings

LONGEST = {"authority": 100, "conditions": 2000}


@command
def grant(
    household_id: int,
    *,
    authority: str,
    children: Sequence[str],
    granted_on: date,
    ends_on: date | None,
    conditions: str | None,
    by: Actor,
) -> int:
    """Record an exemption for these children, by their references; its number. Its end is a condition's (UL-8).

    Refused: a day ahead, an end that is not after the beginning, or no child named (UL-3).
    """
    household = households.load(household_id, by.agency_ids)
    if granted_on > clock.today():
        raise Refused(f"{said(granted_on)} is in the future: record it when it was given.", field="granted_on")
    if ends_on is not None and ends_on <= granted_on:
        raise Refused("The exemption must end after it begins.", field="ends_on")
    if not children:
        raise Refused("An exemption names the children that it is for (UL-3).", field="children")
    if is_lodging(_folded(household), granted_on):
        raise Refused("The usual limit is of fostering, and supported lodgings are none (OA-2, UL-1).")
    row = FosteringExemption(
        agency_id=household.agency_id,
        household_id=household.id,
        authority=folding.tidied(authority, longest=LONGEST["authority"], field="authority"),
        children=";".join(("", *children, "")),
        conditions=_text(conditions),
        granted_on=granted_on,
        ends_on=ends_on,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _record(by, "exemption.grant", household.agency_id, household.id, row.id)
    return row.id


@command
def end(household_id: int, exemption_id: int, *, on: date, by: Actor) -> None:
    """Record that an exemption was cancelled or varied: it holds no longer from a day on.

    Refused before it was given, and where it had ended by then.
    """
    household = households.load(household_id, by.agency_ids)
    row = exemptions.load(household.id, exemption_id)
    if on <= row.granted_on:
        raise Refused(f"It was given on {said(row.granted_on)}: enter a later day.", field="ends_on")
    if row.ends_on is not None and row.ends_on <= on:
        raise Refused(f"It has ended on {said(row.ends_on)} already.", field="ends_on")
    row.ends_on, row.ended_at, row.ended_by = on, clock.now(), by.user_id
    _record(by, "exemption.end", household.agency_id, household.id, row.id)


def _folded(household: Household) -> Folded:
    cluster = load(household.agency_id, [household.id])[household.id]
    return cluster.fold(household.id, settings.rulebook(household.agency_id))


def _text(text: str | None) -> str | None:
    return folding.tidied_text(text, longest=LONGEST["conditions"], field="conditions") if text else None


def _record(by: Actor, action: str, agency_id: int, household_id: int, exemption_id: int) -> None:
    audit.record(by, action, agency_id=agency_id, household_id=household_id, about=f"exemption {exemption_id}")
