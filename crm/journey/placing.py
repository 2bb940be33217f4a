"""When a household may take a child at all: it is approved, and its foster care agreement is signed (DM-6)."""

from __future__ import annotations

from datetime import date

from crm.journey.decision_events import AgreementSigned
from crm.journey.household import Approval, Household
from crm.journey.problems import said
from crm.journey.ranges import Population


def not_agreed(household: Household, day: date) -> Approval | None:
    """The approval of a day whose foster care agreement was not signed by then, as far as is on record (DM-6).

    None where it was, where nothing is approved then, and for supported lodgings: those who host are no foster
    carers.
    """
    approval = household.approval_on(day)
    if approval is None or approval.population is Population.SUPPORTED_LODGINGS:
        return None
    journey = household.journey(approval.journey_id)
    signed = journey.first(AgreementSigned) if journey else None
    return None if signed and signed.event.happened_on <= day else approval


def why_not_agreed(household: Household, day: date) -> str | None:
    """The same in words, with the way on; None if nothing is in the way."""
    approval = not_agreed(household, day)
    if approval is None:
        return None
    journey = household.journey(approval.journey_id)
    signed = journey.first(AgreementSigned) if journey else None
    if signed is not None:
        return (
            f"The foster care agreement was signed on {said(signed.event.happened_on)}: no child is placed before "
            "it (DM-6). Enter that day or a later one; if the agreement’s day is wrong, correct it first."
        )
    return (
        f"That the foster care agreement was signed by {said(day)} is not on record, and no child is placed before "
        "it (DM-6). Record the foster care agreement first, with the day on which it was signed."
    )
