"""Children are placed under an approval and its agreement: neither goes from under a placement (DM-6, B-4).

Nor does a temporary approval, whose weeks would begin anew while the child lives there (KC-2); nor one by which
another journey could be closed under a child who stayed (KC-6).
"""

from __future__ import annotations

from datetime import date

from crm.commands.closable import still_placed
from crm.errors import Refused
from crm.journey.decision_events import AgreementSigned
from crm.journey.events import (
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    NoticeReceived,
)
from crm.journey.household import Household
from crm.journey.kinship_events import ADOPTERS
from crm.journey.placing import not_agreed, why_not_temporary
from crm.journey.saying import said
from crm.journey.temporary_events import TEMPORARY
from crm.people import placements
from crm.people.placement_tables import Placement

# What an approval begins, is agreed and ends by; and what one for a time is made of.
OF_APPROVALS = (HouseholdApproved, AgreementSigned, NoticeReceived, HouseholdDeregistered, *TEMPORARY, *ADOPTERS)
WAY_ON = (
    "If that placement is wrong, put it right or strike it out first; if a file brought it, take that back first."
)


def require_covered(household_id: int, before: Household, after: Household, event: Event | None = None) -> None:
    """Refused where a child who was placed under an approval, or after the agreement, would have been without it.

    `event` is what is recorded, or was corrected; none where a file is taken back. What was not covered before
    stays bearable.
    """
    _require_closed_still(household_id, before, after)
    if event is not None and not isinstance(event, OF_APPROVALS):
        return
    for row in placements.standing(Placement, household_id):
        day = row.from_on
        if _uncovered(before, row):
            continue
        if _uncovered(after, row):
            raise Refused(
                f"A child was placed with them on {said(day)}, and {_none(before, day)} {WAY_ON}",
                field="happened_on",
            )
        approved = before.approval_on(day) is not None
        if approved and not_agreed(before, day) is None and not_agreed(after, day) is not None:
            raise Refused(
                f"A child was placed with them on {said(day)}, and no child is placed before the foster care "
                f"agreement (DM-6). {WAY_ON}",
                field="happened_on",
            )


def _require_closed_still(household_id: int, before: Household, after: Household) -> None:
    """Refused where a journey was closed under a child whom another approval covered, and would not have."""
    for journey in after.journeys:
        closed, was = journey.closed_by, before.journey(journey.id)
        if closed is None or was is None or not isinstance(closed.event, JourneyClosed):
            continue
        if still_placed(household_id, before, was, closed.event) is not None:
            continue
        if no := still_placed(household_id, after, journey, closed.event):
            raise Refused(
                f"Their other journey was closed then, as this approval took its place. {no} Or put that closing "
                "right first, and this after it.",
                field="happened_on",
            )


def _uncovered(household: Household, row: Placement) -> bool:
    """Whether neither an approval nor one for a time covers the first day of a placement."""
    day = row.from_on
    return household.approval_on(day) is None and why_not_temporary(household, day, row.child) is not None


def _none(before: Household, day: date) -> str:
    """What covers a day no more, in words."""
    if before.approval_on(day) is not None:
        return "no approval would cover that day (B-4)."
    return "no temporary approval would cover that child then: its weeks do not begin anew meanwhile (KC-2)."
